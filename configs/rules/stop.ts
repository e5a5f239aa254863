import { formatDuration, milliseconds } from "../schema/units";
import { rule } from "./rule";

/** The longest `stop.gracePeriod`, and the longest `sentinel.downAfter`. */
const longest = milliseconds("1h");

/** Sentinel's own publishing waits for the pause too, and so do its pings behind it. */
const pauseWithinDownAfter = rule(
  ["stop.pause", "sentinel.downAfter", "sentinel.failoverTimeout"],
  ({ stop: { pause }, sentinel: { downAfter, failoverTimeout } }) => {
    const half = milliseconds(downAfter) / 2;
    const needed = 2 * milliseconds(pause);
    const along = needed > milliseconds(failoverTimeout) ? ", with as long a failoverTimeout and its reason" : "";
    return (
      milliseconds(pause) > half && {
        property: "stop.pause",
        value: pause,
        reason: `above half of sentinel.downAfter (${downAfter}): Sentinels could mark the paused master as down`,
        fix:
          `write ${formatDuration(Math.floor(half))} or less` +
          (needed <= longest ? `, or a sentinel.downAfter of ${formatDuration(needed)} or more${along}` : ""),
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
        fix:
          budget <= longest
            ? `write ${formatDuration(budget)} or more, or a shorter stop.handOver or stop.save`
            : `write a shorter stop.handOver or stop.save: together ${formatDuration(longest)} at most`,
      }
    );
  },
);

export const stopRules = [pauseWithinDownAfter, pauseWithinHandOver, budgetWithinGrace];
