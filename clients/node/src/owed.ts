/** Something that was not done while Redis was away (contract 9.5). */
export type Debt =
  { kind: "entry"; key: string } | { kind: "tag"; key: string } | { kind: "lease"; key: string; token: string };

/** Invalidations and leases that are not to be forgotten, by the key in Redis that may not be read before. */
export class Owed {
  private readonly debts = new Map<string, Map<string, Debt>>();
  size = 0;

  constructor(private readonly most: number) {}

  /** False where there is no room. */
  add(debt: Debt): boolean {
    const id = debt.kind === "lease" ? debt.token : debt.kind;
    const ofKey = this.debts.get(debt.key);
    if (!ofKey?.has(id)) {
      if (this.size >= this.most) return false;
      this.size++;
    }
    // A new object, so that one that is being done meanwhile does not end it.
    if (ofKey) ofKey.set(id, debt);
    else this.debts.set(debt.key, new Map([[id, debt]]));
    return true;
  }

  hasRoomFor(count: number): boolean {
    return this.size + count <= this.most;
  }

  /** Of these keys, or all. */
  of(keys: Iterable<string> = this.debts.keys()): Debt[] {
    return [...keys].flatMap((key) => [...(this.debts.get(key)?.values() ?? [])]);
  }

  done(debts: readonly Debt[]): void {
    for (const debt of debts) {
      const ofKey = this.debts.get(debt.key);
      const id = debt.kind === "lease" ? debt.token : debt.kind;
      if (ofKey?.get(id) !== debt) continue;
      ofKey.delete(id);
      this.size--;
      if (ofKey.size === 0) this.debts.delete(debt.key);
    }
  }
}
