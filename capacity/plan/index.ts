import type { Engine, InstanceInput, Version } from "../../configs";
import type { Estimate } from "../estimate";
import { MiB, wholeUp } from "../units";
import { backlogBytes, writtenPerSecond } from "./backlog";
import { clientBufferBytes } from "./client-buffers";
import { copyOnWriteShare } from "./copy-on-write";
import type { Demand } from "./demand";
import { dumpBytes, volumeBytes } from "./disk";
import { type Nodes, nodesFor } from "./nodes";
import { planSettings } from "./settings";

/** What an instance needs; all in bytes. */
export interface Plan {
  demand: Demand;
  data: Estimate;
  memory: {
    maxmemory: number;
    copyOnWriteShare: number;
    copyOnWrite: number;
    /** What the allocator holds beside the data. */
    fragmentation: number;
    backlog: number;
    clientBuffers: number;
    /** Of the container. */
    limit: number;
  };
  /** Of the stream that replicas follow. */
  writtenPerSecond: number;
  nodes: Nodes;
  /** Of each node; 0 where nothing is kept on disk. */
  volumeBytes: number;
  backup: { each: number; kept: number; bytes: number };
  settings?: InstanceInput;
}

/** An empty server, and what its own scripts write. */
const serverItself = 4 * MiB;

/** Memory that the allocator holds and that no data are in, after a while of writes and evictions. */
const fragmentationShare = 0.1;

/** As many as backup.keep has by default: the last 3, and one a day, week and month for 7, 5 and 12 of them. */
const keptBackups = 27;

const leastMaxmemory = 32 * MiB;
const leastLimit = 64 * MiB;

/** From what the data take to the settings of an instance that holds them. */
export function planFor(demand: Demand, data: Estimate, server: { engine: Engine; version: Version }): Plan {
  const maxmemory = Math.max(leastMaxmemory, wholeUp(roomFor(demand, data), MiB));
  const share = copyOnWriteShare(demand, data.dataBytes);
  const [backlog, clientBuffers] = [backlogBytes(demand), clientBufferBytes(demand, maxmemory)];
  const [copyOnWrite, fragmentation] = [share * maxmemory, fragmentationShare * maxmemory];
  const needed = maxmemory + copyOnWrite + fragmentation + backlog + clientBuffers;
  const each = dumpBytes(demand.shape);
  const plan = {
    demand,
    data,
    memory: {
      maxmemory,
      copyOnWriteShare: share,
      copyOnWrite,
      fragmentation,
      backlog,
      clientBuffers,
      limit: Math.max(leastLimit, wholeUp(needed, 64 * MiB)),
    },
    writtenPerSecond: writtenPerSecond(demand),
    nodes: nodesFor(demand, maxmemory),
    volumeBytes: demand.persistent ? volumeBytes(maxmemory) : 0,
    backup: { each, kept: keptBackups, bytes: each * keptBackups },
  };
  return { ...plan, settings: planSettings(plan, server) };
}

/** The data when they have grown, and the hash table that doubles on the way. */
function roomFor({ growth, shape }: Demand, { dataBytes, doublesAt, doublingBytes }: Estimate): number {
  const doubles = shape.keys * (1 + growth) >= doublesAt;
  return serverItself + dataBytes * (1 + growth) + (doubles ? doublingBytes : 0);
}
