import { formatSize, type Instance, maxmemoryBytes } from "../../configs";
import type { Risk, RiskRule } from "./risk";

/** How much a policy may drop: nothing, keys that expire, all keys. */
const reach = (policy: string) => (policy === "noeviction" ? 0 : policy.startsWith("volatile-") ? 1 : 2);

const dropped = ["nothing", "keys that have an expiry", "any key"];

const startsToDrop: RiskRule = ({ memory: from }, { memory: to }) =>
  reach(to.policy) > reach(from.policy)
    ? {
        setting: "memory.policy",
        reason:
          `when maxmemory is reached ${dropped[reach(to.policy)]} may be evicted, where ${from.policy} ` +
          `evicts ${dropped[reach(from.policy)]}`,
        fix: "raise memory.limit in its place, unless every key can be computed again",
        source: "redis.io: Key eviction",
      }
    : undefined;

export const memoryRisks = [startsToDrop];

/** Less memory than the data set takes, or may take where nobody has asked: keys are dropped, or writes refused. */
export function riskOfUse(base: Instance, head: Instance, used: number | undefined): Risk | undefined {
  const limit = maxmemoryBytes(head);
  if (limit >= maxmemoryBytes(base) || (used !== undefined && used <= limit)) return undefined;
  const becomes = head.memory.policy === "noeviction" ? "every write is refused" : "keys are evicted until they fit";
  const known = { setting: "memory", source: "redis.io: Key eviction" };
  return used === undefined
    ? {
        ...known,
        reason: `maxmemory becomes ${formatSize(limit)}: where the data take more, ${becomes}`,
        fix: "compare it with what `redis-cache status --wide` shows, or review with --live",
        loses: false,
      }
    : {
        ...known,
        reason: `the data take ${formatSize(used)}, and maxmemory becomes ${formatSize(limit)}: ${becomes}`,
        fix: "delete what is not needed, or let it expire, before the change",
        interrupts: true,
      };
}
