import { payloadBytes, type Shape } from "../shape";
import { GiB, wholeUp } from "../units";

/** As the warning on setting storage.size: the append-only file doubles, beside its rewrite and a snapshot. */
const filesOfMaxmemory = 3;

/** Volume of a node. */
export function volumeBytes(maxmemory: number): number {
  return wholeUp(filesOfMaxmemory * maxmemory, GiB);
}

/** An RDB file at most: what the data hold with lengths and expiries; text that repeats is compressed on top. */
export function dumpBytes(shape: Shape): number {
  return shape.keys * (payloadBytes(shape) + 6 + 4 * shape.elements + 9 * shape.expiring);
}
