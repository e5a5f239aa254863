import type { Shape } from "../shape";
import { curveAt } from "../steps";
import type { MemoryTable } from "../table";

/** What the hash tables of keys and of expiries take for a key more than full ones do, which the rest is based on. */
export function keyspaceBytes({ keyspace }: MemoryTable, { keys, expiring }: Shape): number {
  const expires = Math.round(keys * expiring);
  return (
    curveAt(keyspace.keys, fillOf(keys)) + (expires > 0 ? expiring * curveAt(keyspace.expires, fillOf(expires)) : 0)
  );
}

/** Hash tables have powers of two places, and double when they are full. */
function fillOf(entries: number): number {
  return entries / 2 ** Math.ceil(Math.log2(entries));
}
