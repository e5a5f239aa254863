import type { Header, Tags } from "./entry";

export type State = "fresh" | "stale" | "miss";

/** Whether an entry is fresh, or may still be served for a while (contract 7). */
export function stateOf({ stored, ttl }: Pick<Header, "stored" | "ttl">, now: number, stale: number): State {
  const soft = stored + ttl;
  if (ttl === 0 || now < soft) return "fresh";
  return now < soft + stale ? "stale" : "miss";
}

/** Whether an entry counts by the ids that Redis has for the tags asked, and which tags are to be read besides. */
export function judgeTags(
  entry: Tags,
  asked: readonly string[],
  found: Readonly<Record<string, string | null>>,
): { counts: boolean; missing: string[] } {
  const holds = asked.every((tag) => found[tag] !== null && entry[tag] === found[tag]);
  const known = new Set(asked);
  return { counts: holds, missing: holds ? Object.keys(entry).filter((tag) => !known.has(tag)) : [] };
}

/** Refreshes before expiry, the sooner the longer loading takes (XFetch, Vattani et al., VLDB 2015). */
export function isEarly({ stored, ttl, load }: Omit<Header, "tags">, now: number, random: number): boolean {
  if (ttl === 0 || load === 0) return false;
  return -load * Math.log(1 - random) >= stored + ttl - now;
}

/** The waits between attempts to get a lease, in ms, without end. */
export function* waits(random: () => number): Generator<number, never> {
  for (let delay = 10; ; delay = Math.min(delay * 1.6, 100)) yield delay * (0.5 + random());
}
