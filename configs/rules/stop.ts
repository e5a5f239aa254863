import { formatDuration, milliseconds } from "../schema/units";
import { rule } from "./rule";

/** Sentinel's own publishing waits for the pause too, and so do its pings behind it. */
const pauseWithinDownAfter = rule(
  ["stop.pause", "sentinel.downAfter"],
  ({ stop: { pause }, sentinel: { downAfter } }) => {
    const half = milliseconds(downAfter) / 2;
    return (
      milliseconds(pause) > half && {
        property: "stop.pause",
        value: pause,
        reason: `above half of sentinel.downAfter (${downAfter}): Sentinels could mark the paused master as down`,
        fix: `write ${formatDuration(Math.floor(half))} or less, or a longer sentinel.downAfter`,
      }
    );
  },
);

const pauseWithinHandOver = rule(
  ["stop.pause", "stop.handOver"],
  ({ stop: { pause, handOver } }) =>
    milliseconds(pause) > milliseconds(handOver) && {
      property: "stop.pause",
      value: pause,
      reason: `above stop.handOver (${handOver}), of which it is a part`,
      fix: `write ${handOver} or less`,
    },
);

const budgetWithinGrace = rule(
  ["stop.gracePeriod", "stop.handOver", "stop.save"],
  ({ stop: { gracePeriod, handOver, save } }) => {
    const budget = milliseconds(handOver) + milliseconds(save);
    return (
      budget > milliseconds(gracePeriod) && {
        property: "stop.gracePeriod",
        value: gracePeriod,
        reason: `below stop.handOver + stop.save (${formatDuration(budget)}): the node would be killed while it saves`,
        fix: `write ${formatDuration(budget)} or more`,
      }
    );
  },
);

export const stopRules = [pauseWithinDownAfter, pauseWithinHandOver, budgetWithinGrace];
