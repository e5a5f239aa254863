import { z } from "zod";
import { duration, group, setting } from "../schema/fields";

export const master = group(
  {
    minReplicasToWrite: setting(z.int().min(0).max(98).optional(), {
      description:
        "The master refuses writes while fewer replicas than this are connected and within maxLag " +
        "(min-replicas-to-write).",
      unit: "replicas",
      computed: "1, or 0 where replicas.min is 1",
      source: "redis.io: Replication; HA rule 2.9",
    }),
    maxLag: setting(duration({ min: "2s", max: "1h", inSeconds: true }).default("10s"), {
      description: "A replica whose last acknowledgement is older than this does not count (min-replicas-max-lag).",
      source: "redis.conf: min-replicas-max-lag",
    }),
  },
  { description: "The node that takes writes." },
);
