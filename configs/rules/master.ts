import { rule } from "./rule";

/** A roll takes away one replica; when the master is lost at the same time, one more has become master. */
const writesSurviveRoll = rule(
  ["master.minReplicasToWrite", "replicas.min"],
  ({ master: { minReplicasToWrite }, replicas: { min } }) =>
    minReplicasToWrite > min - 1 && {
      property: "master.minReplicasToWrite",
      value: minReplicasToWrite,
      reason: `not below the number of replicas (replicas.min ${min}): writes would stop while one replica restarts`,
      fix: `write ${min - 1} or less, or a replicas.min of ${minReplicasToWrite + 1} or more`,
    },
);

const writesUnguarded = rule(
  [],
  ({ master: { minReplicasToWrite } }) =>
    minReplicasToWrite === 0 && {
      property: "master.minReplicasToWrite",
      value: minReplicasToWrite,
      reason: "a master partitioned from its replicas keeps accepting writes, which are lost after the failover",
      fix: "write 1, with a replicas.min of 2 or more",
    },
);

export const masterRules = [writesSurviveRoll];

export const masterWarnings = [writesUnguarded];
