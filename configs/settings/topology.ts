import { z } from "zod";
import { duration, group, line, setting, size } from "./fields";

export const topology = setting(z.literal("replication").default("replication"), {
  description: "One master with replicas, watched by Sentinels.",
  source: "redis.io: Replication, Sentinel",
});

export const master = group(
  {
    minReplicasToWrite: setting(z.int().min(0).max(98).optional(), {
      description: "The master refuses writes with fewer replicas than this in touch (min-replicas-to-write).",
      unit: "replicas",
      computed: "1, or 0 where replicas.min is 1",
      source: "redis.io: Replication; HA rule 2.9",
    }),
    maxLag: setting(duration({ min: "2s", max: "1h", inSeconds: true }).default("10s"), {
      description: "A replica that was silent for longer is not in touch (min-replicas-max-lag).",
      source: "redis.conf: min-replicas-max-lag",
    }),
  },
  { description: "The node that takes writes." },
);

export const replicas = group(
  {
    min: setting(
      z.int().min(1, { error: "must be at least 1: without a replica nothing survives the master" }).max(99).default(2),
      {
        description: "Replicas that always run.",
        unit: "replicas",
        source: "HA rule 2.9",
      },
    ),
    max: setting(z.int().min(1).max(99).optional(), {
      description: "Replicas to which autoscaling may go; addresses for all of them are made at once.",
      unit: "replicas",
      computed: "replicas.min",
      source: "HA rule 2.8",
    }),
  },
  { description: "The nodes that follow the master." },
);

export const sentinel = group(
  {
    count: setting(z.int().max(9, { error: "must be at most 9: each vote asks all of them" }).default(3), {
      description: "Number of Sentinels: odd, 3 or more.",
      unit: "Sentinels",
      source: "redis.io: Sentinel, example deployments",
    }),
    quorum: setting(z.int().optional(), {
      description: "Sentinels that must agree that the master is down; a majority at least.",
      unit: "Sentinels",
      computed: "floor(sentinel.count / 2) + 1",
      source: "redis.io: Sentinel; HA rule 9",
    }),
    downAfter: setting(duration({ max: "1h" }).default("5s"), {
      description: "Silence after which a Sentinel holds a node for down (down-after-milliseconds).",
      source: "HA rules 2.2, 9",
    }),
    failoverTimeout: setting(duration({ max: "1h" }).default("10s"), {
      description:
        "Limit of a failover's steps; after a lost vote twice this passes before the next (failover-timeout).",
      source: "HA rules 5b.4, 9",
    }),
    failoverTimeoutReason: setting(line().max(200).optional(), {
      description: "Why failoverTimeout is above 10s.",
      computed: "none",
      source: "HA rule 5b.4",
    }),
    parallelSyncs: setting(z.int().min(1).max(99).default(1), {
      description: "Replicas that resynchronise at the same time after a failover (parallel-syncs).",
      unit: "replicas",
      source: "redis.io: Sentinel; HA rule 9",
    }),
    memory: setting(size({ min: "16Mi", max: "4Gi" }).default("64Mi"), {
      description: "Memory of a Sentinel's container, request and limit alike; used on platform kubernetes.",
      source: "Kubernetes: QoS class Guaranteed",
    }),
    volume: setting(size({ min: "16Mi" }).default("64Mi"), {
      description: "Size of a Sentinel's volume, which holds its votes; used on platform kubernetes.",
      source: "HA rule 4.3",
    }),
  },
  { description: "The Sentinels, which watch the master and elect another." },
);
