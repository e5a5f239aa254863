import type { RiskRule } from "./risk";

/** How much a policy may drop: nothing, keys that expire, all keys. */
const reach = (policy: string) => (policy === "noeviction" ? 0 : policy.startsWith("volatile-") ? 1 : 2);

const dropped = ["nothing", "keys that have an expiry", "any key"];

const startsToDrop: RiskRule = ({ memory: from }, { memory: to }) =>
  reach(to.policy) > reach(from.policy)
    ? {
        setting: "memory.policy",
        reason: `when maxmemory is reached ${dropped[reach(to.policy)]} may be dropped, where ${from.policy} drops ${dropped[reach(from.policy)]}`,
        wayOut: "raise memory.limit in its place, unless every key may be made again",
        source: "redis.io: Key eviction",
      }
    : undefined;

export const evictionRisks = [startsToDrop];
