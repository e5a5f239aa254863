/** Measures pauses in the acknowledged writes of several writers, each as the writer saw it that waited longest. */
export class PauseMeter {
  longestMs = 0;
  private readonly lastAt: (number | undefined)[];
  /** A pause that not all writers are over with; `until` is when the first of them was. */
  private open: { ms: number; until: number } | undefined;

  /** Pauses of at least `thresholdMs` are told. */
  constructor(
    writers: number,
    private readonly thresholdMs: number,
  ) {
    this.lastAt = Array.from({ length: writers }, () => undefined);
  }

  /** Takes in an acknowledged write; returns the length of a pause in ms once all writers are over with it. */
  acknowledge(writer: number, now: number): number | undefined {
    const gap = now - (this.lastAt[writer] ?? now);
    this.lastAt[writer] = now;
    this.longestMs = Math.max(this.longestMs, gap);
    if (gap >= this.thresholdMs) this.open = { ms: Math.max(gap, this.open?.ms ?? 0), until: this.open?.until ?? now };
    const { open } = this;
    if (!open || this.lastAt.some((at) => at === undefined || at < open.until)) return undefined;
    this.open = undefined;
    return open.ms;
  }

  /** Takes in a pause that lasts until the end. */
  end(now: number): void {
    const gaps = this.lastAt.map((at) => now - (at ?? now));
    this.longestMs = Math.max(this.longestMs, ...gaps);
  }
}
