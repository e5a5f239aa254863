import { milliseconds } from "../schema/units";
import { rule } from "./rule";

/** A roll takes away one replica; when the master is lost at the same time, one more has become master. */
const writesSurviveRoll = rule(
  ["master.minReplicasToWrite", "replicas.min"],
  ({ master: { minReplicasToWrite }, replicas: { min } }) =>
    minReplicasToWrite > min - 1 && {
      property: "master.minReplicasToWrite",
      value: minReplicasToWrite,
      reason: `not below the number of replicas (replicas.min ${min}): writes would stop while one replica restarts`,
      fix: `write a replicas.min of ${minReplicasToWrite + 1} or more${min > 2 ? `, or ${min - 1} or less` : ""}`,
    },
);

/** A master that is cut off from its replicas takes plain writes for this long, and all of them are lost. */
const cutOffInTime = rule(
  ["master.maxLag", "master.minReplicasToWrite"],
  ({ master: { maxLag, minReplicasToWrite } }) =>
    minReplicasToWrite !== 0 &&
    milliseconds(maxLag) > 60_000 && {
      property: "master.maxLag",
      value: maxLag,
      reason: "above 60s: a master that is cut off takes writes for this long, and they are lost after the failover",
      fix: "leave it out",
    },
);

const cutOffAfterFailover = rule([], ({ master: { maxLag, minReplicasToWrite }, sentinel }) => {
  const failover = milliseconds(sentinel.downAfter) + milliseconds(sentinel.failoverTimeout);
  return (
    minReplicasToWrite !== 0 &&
    milliseconds(maxLag) > failover && {
      property: "master.maxLag",
      value: maxLag,
      reason:
        `longer than a failover takes (downAfter and failoverTimeout, ${failover / 1000}s): a master that is cut off ` +
        "takes writes that are lost, and the new one takes none until then",
      fix: "leave it out",
    }
  );
});

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

export const masterRules = [writesSurviveRoll, cutOffInTime];

export const masterWarnings = [writesUnguarded, cutOffAfterFailover];
