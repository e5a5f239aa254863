import { GiB } from "../units";
import { type Demand, writesPerSecond } from "./demand";

/** Simple commands a second of one server, which works on one core, without pipelines; more where these are used. */
export const ceilingPerServer = 80_000;

/** A data set above this takes minutes to load, to copy and to fork. */
export const largestDataSet = 200 * GiB;

export interface Nodes {
  replicas: number;
  sentinels: number;
  /** Why one master is too little, and Redis Cluster, or several instances, are due; undefined where it is enough. */
  clusterBecause?: string;
}

/** Replicas survive the master, and share the reads that one server cannot do. */
export function nodesFor(demand: Demand, maxmemory: number): Nodes {
  const writes = writesPerSecond(demand);
  const readers = Math.ceil((demand.opsPerSecond - writes) / ceilingPerServer);
  const because = clusterBecause(writes, maxmemory, readers);
  return {
    replicas: Math.min(mostReplicas, Math.max(2, readers)),
    sentinels: 3,
    ...(because && { clusterBecause: because }),
  };
}

const mostReplicas = 99;

function clusterBecause(writes: number, maxmemory: number, readers: number): string | undefined {
  if (maxmemory > largestDataSet)
    return `the data take ${Math.ceil(maxmemory / GiB)} GiB, and a server takes minutes to load and copy 200 GiB`;
  if (writes > ceilingPerServer)
    return `${Math.round(writes)} writes a second are more than the ${ceilingPerServer} of one master`;
  return readers > mostReplicas ? `the reads need ${readers} replicas` : undefined;
}
