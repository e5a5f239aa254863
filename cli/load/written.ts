/**
 * What a writer knows of its keys. It goes round a fixed number of them, so that a load may run for days; each write
 * returns the value before, so that no loss is written over unseen.
 */
export class Written {
  lost = 0;
  private number = 0;
  private readonly acknowledged = new Map<string, number>();

  constructor(
    private readonly prefix: string,
    private readonly slots: number,
  ) {}

  /** The next key, and a value that is higher than all before. */
  next(): { key: string; value: number } {
    const value = ++this.number;
    return { key: `${this.prefix}:${value % this.slots}`, value };
  }

  /** A write was acknowledged by a replica: from now on the key must hold this value or a later one. */
  acknowledge(key: string, value: number): void {
    this.acknowledged.set(key, value);
  }

  /** Compares what a key held, null for nothing, with what it must hold. */
  compare(key: string, found: string | null): void {
    const wanted = this.acknowledged.get(key);
    if (wanted === undefined || (found !== null && Number(found) >= wanted)) return;
    this.lost += 1;
    this.acknowledged.delete(key);
  }

  /** Compares what several keys held, in their order. */
  compareAll(keys: readonly string[], found: readonly (string | null)[]): void {
    for (const [i, key] of keys.entries()) this.compare(key, found[i] ?? null);
  }

  /** Every key that has been written to. */
  get keys(): string[] {
    const count = Math.min(this.number, this.slots);
    return Array.from({ length: count }, (_, i) => `${this.prefix}:${(i + 1) % this.slots}`);
  }
}
