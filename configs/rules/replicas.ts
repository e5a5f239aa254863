import { rule } from "./rule";

const minWithinMax = rule(
  ["replicas.min", "replicas.max"],
  ({ replicas: { min, max } }) =>
    min > max && {
      property: "replicas.min",
      value: min,
      reason: `above replicas.max (${max})`,
      fix: `write ${max} or less, or a larger replicas.max`,
    },
);

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

export const replicaRules = [minWithinMax, writesSurviveRoll];
