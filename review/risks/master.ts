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

export const masterRisks = [noWitness];
