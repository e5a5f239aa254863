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
    maxLag: setting(duration({ min: "2s", max: "1h", inSeconds: true }).optional(), {
      description:
        "A replica whose last acknowledgement is older than this does not count (min-replicas-max-lag). A master " +
        "that is cut off takes writes for at most 2 s longer, and the next one waits for that.",
      computed: "2s less than sentinel.downAfter, at least 3s",
      source: "redis.conf: min-replicas-max-lag; HA rule 6.10",
    }),
  },
  { description: "The node that takes writes." },
);
