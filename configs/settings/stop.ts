import { duration, group, setting } from "../schema/fields";

export const stop = group(
  {
    gracePeriod: setting(duration({ min: "1s", max: "1h", inSeconds: true }).default("60s"), {
      description: "Time that a node has to stop, before it is killed.",
      source: "Kubernetes: terminationGracePeriodSeconds; HA rule 5a",
    }),
    handOver: setting(duration({ min: "1s", max: "1h" }).default("10s"), {
      description: "Limit for handing the master's role to a replica.",
      source: "HA rule 5a",
    }),
    pause: setting(duration({ min: "100ms", max: "1h" }).default("2s"), {
      description: "Longest time that a hand-over pauses writes; half of sentinel.downAfter at most.",
      source: "HA rule 2.2",
    }),
    save: setting(duration({ max: "1h" }).default("30s"), {
      description:
        "Limit for the last snapshot; the server is then ended without it, and its append-only file has all writes.",
      source: "HA rule 5a",
    }),
  },
  { description: "How a node stops." },
);
