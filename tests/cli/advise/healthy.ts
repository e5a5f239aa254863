import type { Facts, NodeFacts } from "../../../cli/advise/rules/facts";
import { parseStack, type InstanceInput } from "../../../configs";
import { MiB } from "../../../configs/schema/units";

/** A node of an instance with nothing to say about. */
export const healthyNode: NodeFacts = {
  ...{ name: "cache-replica-0", role: "replica", uptime: 3_600, maxmemory: 768 * MiB, policy: "allkeys-lru" },
  ...{ used: 768 * MiB, peak: 768 * MiB, fragmentation: 10 * MiB, copyOnWrite: 40 * MiB, clientBuffers: MiB },
  ...{
    keys: 100_000,
    expiring: 0,
    reads: 2_000,
    hitRate: 0.97,
    evictions: 20,
    commands: 2_100,
    cpu: 0.1,
    ioThreads: 1,
  },
  ...{ written: 100_000, backlog: 32 * MiB, clients: 50, maxclients: 10_000, rejected: 0, slow: [], stalls: [] },
  ...{ forkSeconds: 0.02, delayedFsyncs: 0 },
};

/** A full cache under load, which evicts: its usual state. */
export function healthyFacts(input: InstanceInput = {}): Facts {
  const settings = parseStack({ instances: { cache: input } }).instances.cache!;
  const nodes = [
    { ...healthyNode, name: "cache-master-0", role: "master" as const },
    healthyNode,
    { ...healthyNode, name: "cache-replica-1" },
  ];
  return { settings, seconds: 10, outageSeconds: 60, nodes };
}
