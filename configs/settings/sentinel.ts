import { z } from "zod";
import { duration, group, oneLine, setting, size } from "../schema/fields";

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
      description: "Silence after which a Sentinel marks a node subjectively down, SDOWN (down-after-milliseconds).",
      source: "HA rules 2.2, 9",
    }),
    failoverTimeout: setting(duration({ max: "1h" }).default("10s"), {
      description:
        "Time limit of a failover's steps; after a lost vote the next failover waits for twice this " +
        "(failover-timeout).",
      source: "HA rules 5b.4, 9",
    }),
    failoverTimeoutReason: setting(oneLine().max(200).optional(), {
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
