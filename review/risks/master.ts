import type { RiskRule } from "./risk";

const noWitness: RiskRule = ({ master: from }, { master: to }) =>
  from.minReplicasToWrite > 0 && to.minReplicasToWrite === 0
    ? {
        setting: "master.minReplicasToWrite",
        reason: "a master partitioned from all replicas keeps accepting writes, which its successor does not have",
        fix: "leave it at 1 or more, with replicas.min of 2 or more",
        source: "redis.io: Replication; HA rule 2.9",
      }
    : undefined;

/** The setting counts at once, and the replicas only when they are in sync. */
const witnessesToCome: RiskRule = (from, to) =>
  to.master.minReplicasToWrite > from.replicas.min && to.replicas.min > from.replicas.min
    ? {
        setting: "master.minReplicasToWrite",
        reason:
          `writes are refused until ${to.master.minReplicasToWrite} replicas are in sync, and ` +
          `replicas.min says ${from.replicas.min} so far`,
        fix: "raise replicas.min first, and this when the new replicas are ready",
        source: "redis.conf: min-replicas-to-write",
        interrupts: true,
        loses: false,
      }
    : undefined;

export const masterRisks = [noWitness, witnessesToCome];
