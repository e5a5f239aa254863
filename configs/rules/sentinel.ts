import { majority } from "../defaults";
import { milliseconds } from "../schema/units";
import { rule } from "./rule";

/** Three survive the loss of one; an even number survives no more losses than one less. */
const count = rule(["sentinel.count"], ({ sentinel: { count } }) => {
  const finding = { property: "sentinel.count", value: count };
  if (count < 3) {
    return {
      ...finding,
      reason: "too few Sentinels: with fewer than 3 the loss of one leaves no majority to elect a master",
      fix: "write 3",
    };
  }
  return (
    count % 2 === 0 && {
      ...finding,
      reason: `an even number of Sentinels: ${count} survive no more losses than ${count - 1}, and may tie`,
      fix: `write ${count - 1} or ${count + 1}`,
    }
  );
});

const quorum = rule(["sentinel.count", "sentinel.quorum"], ({ sentinel: { count, quorum } }) => {
  const finding = { property: "sentinel.quorum", value: quorum };
  const fix = `write ${majority(count)}, or remove it for the default`;
  if (quorum > count) {
    return {
      ...finding,
      reason: `above the number of Sentinels (${count}): no master would ever be marked objectively down (ODOWN)`,
      fix,
    };
  }
  if (quorum === count && count >= 3) {
    return {
      ...finding,
      reason: `all Sentinels (${count}): while one of them is away, as in a rolling restart, nothing fails over`,
      fix,
    };
  }
  return (
    quorum < majority(count) && {
      ...finding,
      reason: `below a majority of the ${count} Sentinels: a minority behind a split could start a failover`,
      fix,
    }
  );
});

const downAfter = rule(["sentinel.downAfter", "sentinel.failoverTimeout"], ({ sentinel }) => {
  const { downAfter, failoverTimeout } = sentinel;
  return (
    milliseconds(downAfter) < 3000 && {
      property: "sentinel.downAfter",
      value: downAfter,
      reason: "under 3s: Sentinel pings once a second, and one pause of a second or two would be a needless failover",
      fix:
        milliseconds(failoverTimeout) < 3000
          ? "write 3s or more, and a sentinel.failoverTimeout of as much or more, such as 10s"
          : "write 3s or more",
    }
  );
});

const downAfterWithinTimeout = rule(
  ["sentinel.downAfter", "sentinel.failoverTimeout"],
  ({ sentinel: { downAfter, failoverTimeout } }) =>
    milliseconds(downAfter) > milliseconds(failoverTimeout) && {
      property: "sentinel.downAfter",
      value: downAfter,
      reason:
        `above sentinel.failoverTimeout (${failoverTimeout}): a failover would time out before its ` +
        "target is missed",
      fix:
        milliseconds(failoverTimeout) < 3000
          ? `write a sentinel.failoverTimeout of ${downAfter} or more, such as 10s`
          : `write ${failoverTimeout} or less, or a longer sentinel.failoverTimeout` +
            (milliseconds(downAfter) > 10_000 ? " with its failoverTimeoutReason" : ""),
    },
);

const failoverTimeout = rule(
  ["sentinel.failoverTimeout", "sentinel.failoverTimeoutReason"],
  ({ sentinel: { failoverTimeout, failoverTimeoutReason } }) =>
    milliseconds(failoverTimeout) > 10_000 &&
    failoverTimeoutReason === undefined && {
      property: "sentinel.failoverTimeout",
      value: failoverTimeout,
      reason: "above 10s without a reason: after a lost vote the next failover waits for twice this time",
      fix: "write 10s or less, or say why in sentinel.failoverTimeoutReason",
    },
);

const allResyncAtOnce = rule(
  [],
  ({ sentinel: { parallelSyncs }, replicas: { min } }) =>
    parallelSyncs > 1 &&
    parallelSyncs >= min && {
      property: "sentinel.parallelSyncs",
      value: parallelSyncs,
      reason: `all ${min} replicas may load at the same time after a failover, and none would serve reads`,
      fix: "write 1",
    },
);

export const sentinelRules = [count, quorum, downAfter, downAfterWithinTimeout, failoverTimeout];

export const sentinelWarnings = [allResyncAtOnce];
