import { z } from "zod";
import { duration, group, setting, size } from "./fields";

export const persistence = group(
  {
    mode: setting(z.enum(["aofAndRdb", "none"]).default("aofAndRdb"), {
      description: "What is kept on disk: an append-only file and snapshots, or nothing.",
      source: "redis.io: Persistence",
    }),
    fsync: setting(z.enum(["everysec", "always"]).default("everysec"), {
      description: "When the append-only file is flushed to disk (appendfsync).",
      source: "redis.io: Persistence",
    }),
    save: setting(
      z
        .array(z.string().regex(/^[1-9]\d{0,8} [1-9]\d{0,8}$/, { error: 'must be "SECONDS CHANGES", such as "900 1"' }))
        .min(1, { error: "must have an entry: only a snapshot keeps the replication offset over a restart" })
        .default(["900 1"]),
      {
        description: "A snapshot is made after so many seconds with at least so many changes.",
        unit: "SECONDS CHANGES",
        example: '["900 1"]',
        source: "redis.io: Persistence; HA rule 3.8",
      },
    ),
  },
  { description: "What survives a restart." },
);

export const storage = group(
  {
    size: setting(size({ min: "64Mi" }).default("8Gi"), {
      description: "Size of the volume of a Redis node.",
      source: "redis.io: Persistence",
    }),
    class: setting(z.string().min(1).max(253).optional(), {
      description: "Storage class of the volumes.",
      computed: "the cluster's default",
      source: "Kubernetes: StorageClass",
    }),
    keep: setting(z.boolean().default(true), {
      description: "Data outlives the stack: `down` and `pulumi destroy` leave it.",
      source: "Pulumi: retainOnDelete",
    }),
  },
  { description: "Where the data lies." },
);

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
      description: "Limit for which a hand-over holds writes back; half of sentinel.downAfter at most.",
      source: "HA rule 2.2",
    }),
    save: setting(duration({ max: "1h" }).default("30s"), {
      description: "Limit for the last write to disk.",
      source: "HA rule 5a",
    }),
  },
  { description: "How a node stops." },
);
