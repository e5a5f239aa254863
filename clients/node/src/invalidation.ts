import type { Redis } from "ioredis";
import { CacheError, type FaultKind, faultOf } from "./errors";
import type { CacheEvent } from "./events";
import type { Guard } from "./guard";
import type { Settings } from "./options";
import type { Debt } from "./owed";
import type { Removal, Store } from "./store";

const batch = 1000;

/** Takes entries and tags away, and goes on trying for a while (contract 10). */
export class Invalidation {
  private durable?: Redis;

  constructor(
    private readonly store: Store,
    private readonly guard: Guard,
    private readonly settings: Settings,
    private readonly emit: (event: CacheEvent) => void,
  ) {}

  /** @throws CacheError with a kind of faults, `durability` or `pending` */
  async run(entries: readonly string[], tagKeys: readonly string[], durable: boolean): Promise<void> {
    const { budgetMs, durableMs, tagTtlMs, invalidateMs } = this.settings;
    const left = batchesOf(entries, tagKeys, tagTtlMs);
    const ended = (outcome: "done" | "owed" | "failed") =>
      this.emit({ type: "invalidated", keys: entries.length, tags: tagKeys.length, outcome });
    const before = this.guard.owed.of([...entries, ...tagKeys]);
    const ms = Math.max(budgetMs, 500) + (durable ? durableMs : 0);
    const deadline = performance.now() + invalidateMs;
    for (let delay = 20; ; delay = Math.min(delay * 2, 100)) {
      try {
        for (; left[0]; left.shift()) {
          const [removal] = left;
          await this.guard.attempt("invalidate", ms, () =>
            durable ? this.removeDurably(removal) : this.store.remove(removal),
          );
        }
        this.guard.owed.done(before.filter(({ kind }) => kind !== "lease"));
        return ended("done");
      } catch (error) {
        const { kind } = error as CacheError;
        const isFinal = kind === "permission" || performance.now() + delay > deadline;
        if (isFinal) return this.giveUp(left, error as CacheError, ended);
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
    }
  }

  close(): void {
    this.durable?.disconnect();
  }

  private giveUp(left: Removal[], error: CacheError, ended: (outcome: "owed" | "failed") => void): void {
    const debts = left.flatMap(({ entries, tagKeys }): Debt[] => [
      ...entries.map((key) => ({ kind: "entry" as const, key })),
      ...tagKeys.map((key) => ({ kind: "tag" as const, key })),
    ]);
    if (!this.guard.owed.hasRoomFor(debts.length)) {
      ended("failed");
      const reason = `Redis is away (${error.message}), and maxPending invalidations wait for it already`;
      throw new CacheError("pending", `${reason}: this one is forgotten. Try it again later`, { cause: error });
    }
    for (const debt of debts) this.guard.owed.add(debt);
    const queued = this.settings.whenAway === "queue" && error.kind !== "durability";
    ended(queued ? "owed" : "failed");
    if (queued) return;
    const later = "; it will be done before this process reads these keys again";
    throw new CacheError(error.kind, error.message + later, { cause: error });
  }

  /** On a connection of its own, for WAIT keeps all commands after it waiting. */
  private async removeDurably(removal: Removal): Promise<void> {
    const { durableMs } = this.settings;
    this.durable ??= (this.store.client as Redis).duplicate({ socketTimeout: durableMs + 2000 });
    // Their failures are those of commands.
    if (this.durable.listenerCount("error") === 0) this.durable.on("error", () => {});
    await this.store.remove(removal, this.durable);
    const replicas = await this.durable.wait(1, durableMs);
    if (replicas >= 1) return;
    throw new CacheError("durability", `no replica had it within ${durableMs} ms`);
  }
}

/** As many at a time as are done within the time of one try. */
function batchesOf(entries: readonly string[], tagKeys: readonly string[], tagTtlMs: number): Removal[] {
  const batches: Removal[] = [];
  for (let i = 0; i < Math.max(entries.length, tagKeys.length); i += batch) {
    batches.push({ entries: entries.slice(i, i + batch), tagKeys: tagKeys.slice(i, i + batch), tagTtlMs });
  }
  return batches;
}

/** Kinds of a step's failure that leave open whether it was done. */
export function isUnknown(error: unknown): boolean {
  const unknown: readonly FaultKind[] = ["timeout", "connection"];
  return unknown.includes(faultOf(error).kind);
}
