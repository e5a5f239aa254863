import { refuses } from "../../support/refused";

refuses([
  ["one Sentinel", { sentinel: { count: 1 } }, "sentinel.count", 1, /too few/],
  ["two Sentinels", { sentinel: { count: 2 } }, "sentinel.count", 2, /too few/],
  ["an even number", { sentinel: { count: 4 } }, "sentinel.count", 4, /even number/],
  ["more than are asked for a vote", { sentinel: { count: 11 } }, "sentinel.count", 11, /at most 9/],
  ["a count in quotes", { sentinel: { count: "3" } }, "sentinel.count", "3", /a (whole )?number, not text/],
  [
    "a quorum below a majority",
    { sentinel: { count: 5, quorum: 2 } },
    "sentinel.quorum",
    2,
    /below a majority of the 5/,
  ],
  ["a quorum of nothing", { sentinel: { quorum: 0 } }, "sentinel.quorum", 0, /below a majority/],
  [
    "a quorum above the count",
    { sentinel: { quorum: 4 } },
    "sentinel.quorum",
    4,
    /above the number of Sentinels \(3\)/,
  ],
  [
    "down-after under 3s",
    { sentinel: { downAfter: "2s" }, stop: { pause: "1s" } },
    "sentinel.downAfter",
    "2s",
    /under 3s/,
  ],
  [
    "down-after above failover-timeout",
    { sentinel: { downAfter: "11s" } },
    "sentinel.downAfter",
    "11s",
    /above sentinel\.failoverTimeout \(10s\)/,
  ],
  [
    "a long failover-timeout without a reason",
    { sentinel: { failoverTimeout: "3m" } },
    "sentinel.failoverTimeout",
    "3m",
    /without a reason/,
  ],
  [
    "an empty reason",
    { sentinel: { failoverTimeout: "3m", failoverTimeoutReason: "" } },
    "sentinel.failoverTimeoutReason",
    "",
    /must not be empty/,
  ],
  ["no parallel sync", { sentinel: { parallelSyncs: 0 } }, "sentinel.parallelSyncs", 0, /at least 1/],
]);
