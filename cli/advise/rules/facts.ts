import type { Instance } from "../../../configs";
import type { SlowCommand } from "../../top/sample";

/** What an instance does, as its nodes say it over a while. */
export interface Facts {
  settings: Instance;
  /** How long it was looked at, in s. */
  seconds: number;
  /** Those that answered both times. */
  nodes: NodeFacts[];
  /** A replica that was away for so long, in s, is to catch up without a full copy. */
  outageSeconds: number;
}

/** A node's own figures; rates are of the time that it was looked at, and all sizes in bytes. */
export interface NodeFacts {
  name: string;
  role: "master" | "replica";
  /** Seconds since its start. */
  uptime: number;
  maxmemory: number;
  policy: string;
  used: number;
  /** The most since its start. */
  peak: number;
  /** What the allocator holds in blocks that data are in, and that is free; 0 where it does not say. */
  fragmentation: number;
  /** Pages that the last child's saving has copied. */
  copyOnWrite: number;
  /** Buffers of clients that are no replicas. */
  clientBuffers: number;
  keys: number;
  /** Keys with an expiry. */
  expiring: number;
  /** Look-ups a second. */
  reads: number;
  /** Share of them that found a key; undefined without any. */
  hitRate?: number;
  evictions: number;
  commands: number;
  /** Cores that its main thread used. */
  cpu: number;
  /** Threads that read and write sockets. */
  ioThreads: number;
  /** Bytes a second of the stream of writes. */
  written: number;
  backlog: number;
  clients: number;
  maxclients: number;
  /** Connections refused for want of room, since the first look. */
  rejected: number;
  slow: SlowCommand[];
  /** What has stopped it in the last hour, by its latency monitor. */
  stalls: Stall[];
  /** What its last fork took. */
  forkSeconds: number;
  /** Writes that waited for the append-only file, since the first look. */
  delayedFsyncs: number;
}

/** An event of the latency monitor. */
export interface Stall {
  /** As `command`, `expire-cycle`, `aof-write`. */
  event: string;
  /** The last of them. */
  ms: number;
}

/** The one that takes writes; undefined while there is none. */
export function masterOf({ nodes }: Pick<Facts, "nodes">): NodeFacts | undefined {
  return nodes.find(({ role }) => role === "master");
}

export function replicasOf({ nodes }: Pick<Facts, "nodes">): NodeFacts[] {
  return nodes.filter(({ role }) => role === "replica");
}
