import { formatSize, type Instance, maxmemoryBytes } from "../../configs";
import type { Risk } from "./risk";

/** Less memory than the data set takes: keys are dropped at once, or writes are refused. */
export function riskOfUse(base: Instance, head: Instance, used: number | undefined): Risk | undefined {
  const limit = maxmemoryBytes(head);
  if (used === undefined || used <= limit || limit >= maxmemoryBytes(base)) return undefined;
  const becomes = head.memory.policy === "noeviction" ? "every write is refused" : "keys are dropped until they fit";
  return {
    setting: "memory",
    reason: `the data take ${formatSize(used)}, and maxmemory becomes ${formatSize(limit)}: ${becomes}`,
    wayOut: "delete what is not needed, or let it expire, before the change",
    source: "redis.io: Key eviction",
  };
}
