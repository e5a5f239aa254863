import { refuses } from "../../support/refused";

refuses([
  [
    "a pause above half of down-after",
    { stop: { pause: "3s" } },
    "stop.pause",
    "3s",
    /above half of sentinel\.downAfter \(5s\)/,
  ],
  ["a pause above the hand-over", { stop: { handOver: "1s" } }, "stop.pause", "2s", /above stop\.handOver/],
  [
    "a stop budget above the grace period",
    { stop: { save: "55s" } },
    "stop.gracePeriod",
    "60s",
    /below stop\.handOver \+ stop\.save \(65s\)/,
  ],
  ["a negative time", { stop: { save: "-1s" } }, "stop.save", "-1s", /whole number of ms, s, m, h or d/],
]);
