import { GiB, MiB, wholeUp } from "../units";
import { payloadBytes } from "../shape";
import { type Demand, writesPerSecond } from "./demand";

/** Name of the command, lengths and line ends, beside key and value. */
const aroundWrite = 60;

/** Bytes a second of the stream of writes that replicas follow; a write changes one element. */
export function writtenPerSecond(demand: Demand): number {
  return writesPerSecond(demand) * (payloadBytes({ ...demand.shape, elements: 1 }) + aroundWrite);
}

/** The bounds of setting memory.reserves.replicationBacklog, and its least default. */
const bounds = { min: 4 * MiB, max: 64 * GiB };

/** Holds what is written while a replica is away. */
export function backlogBytes(demand: Demand): number {
  return Math.min(bounds.max, Math.max(bounds.min, wholeUp(writtenPerSecond(demand) * demand.outageSeconds, MiB)));
}
