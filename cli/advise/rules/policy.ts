import type { AdviceRule } from "./advice";
import { masterOf } from "./facts";
import { percent } from "./sizes";

/** A test with a handful of keys is no reason. */
const enoughKeys = 1_000;

const fewExpire = 0.1;
const ratherFull = 0.5;

/** Policies that evict too little, or nothing, of a cache. */
export const wrongPolicy: AdviceRule = (facts) => {
  const master = masterOf(facts);
  if (!master || master.keys < enoughKeys || facts.settings.preset === "messaging") return [];
  const { policy, keys, expiring, used, maxmemory } = master;
  const full = maxmemory > 0 ? used / maxmemory : 0;
  if (policy.startsWith("volatile-") && expiring / keys < fewExpire) {
    const seen = `policy ${policy} evicts only keys with an expiry: ${percent(expiring / keys)} of ${keys} have one`;
    return [
      { seen, why: "when memory is full hardly anything can be evicted, and writes are refused", edit: toAll(policy) },
    ];
  }
  if (policy === "noeviction" && full > ratherFull) {
    const seen = `policy noeviction, and ${percent(full)} of maxmemory are used`;
    return [{ seen, why: "a cache that is full refuses writes instead of evicting keys", edit: toAll("volatile-lru") }];
  }
  return [];
};

/** What tells which keys go stays; by their expiry it cannot be. */
function toAll(policy: string): { memory: { policy: "allkeys-lru" | "allkeys-lfu" | "allkeys-random" } } {
  const by = policy.endsWith("-lfu") ? "lfu" : policy.endsWith("-random") ? "random" : "lru";
  return { memory: { policy: `allkeys-${by}` } };
}
