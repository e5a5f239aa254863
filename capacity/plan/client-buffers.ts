import { GiB, KiB, MiB, wholeUp } from "../units";
import type { Demand } from "./demand";

/** A client that works: 16 KiB for answers, and its query. */
const eachClient = 20 * KiB;

/** Output of replicas, the buffer of the append-only file, subscribers: what the settings have by default. */
const shareOfMaxmemory = 1 / 12;

/** What buffers take, which maxmemory does not bound. */
export function clientBufferBytes({ clients }: Pick<Demand, "clients">, maxmemory: number): number {
  const others = Math.min(GiB, Math.max(8 * MiB, maxmemory * shareOfMaxmemory));
  return Math.min(64 * GiB, wholeUp(others + clients * eachClient, MiB));
}
