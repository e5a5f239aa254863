import type { WriteLine } from "./node/protocol";

/** What a client saw of one move of the master. */
export interface Figures {
  /** From its start to its first write. */
  connectMs: number;
  /** The longest time between two acknowledged writes; undefined where it never wrote again. */
  longestGapMs?: number;
  /** Writes that ended with an error, how often by its text. */
  errors: Record<string, number>;
  /** Acknowledged writes that are not there. */
  lost: number;
  /** Commands and channels that a node has refused to user `app`, to whichever client of those that ran together. */
  denied: string[];
  /** How the program ended, or that it did not begin to write, or not again, and what it complained of. */
  failure?: string;
}

/** The longest time from one acknowledged write to the next, of those that end at or after `from`. */
export function longestGap(writes: readonly WriteLine[], from: number): number {
  const ends = writes.filter(({ error }) => error === undefined).map(({ end }) => end);
  ends.sort((a, b) => a - b);
  // The last write before belongs to it: the gap may begin with it.
  const first = Math.max(0, ends.findIndex((end) => end >= from) - 1);
  return ends.slice(first + 1).reduce((longest, end, i) => Math.max(longest, end - ends[first + i]!), 0);
}

/** Errors by their text, without what differs from one to the next. */
export function errorsIn(writes: readonly WriteLine[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { error } of writes) {
    if (error === undefined) continue;
    const kind = error
      .split("\n")[0]!
      .replace(/\d{4,}/g, "N")
      .slice(0, 120);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** Writes that must be there: the acknowledged ones, and jobs that were taken. */
export function owed(writes: readonly WriteLine[]): number[] {
  return writes.filter(({ error, accepted }) => error === undefined || accepted).map(({ n }) => n);
}

/** Whether bit `n` is set, as SETBIT counts them. */
export function hasBit(bytes: Buffer, n: number): boolean {
  return ((bytes[n >> 3] ?? 0) & (0x80 >> (n & 7))) !== 0;
}
