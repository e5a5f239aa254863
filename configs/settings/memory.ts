import { z } from "zod";
import { group, setting, size } from "../schema/fields";

export const evictionPolicies = [
  "allkeys-lru",
  "allkeys-lfu",
  "allkeys-lrm",
  "allkeys-random",
  "volatile-lru",
  "volatile-lfu",
  "volatile-lrm",
  "volatile-random",
  "volatile-ttl",
  "noeviction",
] as const;

const reserves = group(
  {
    copyOnWriteShare: setting(z.number().min(0).max(1).optional(), {
      description:
        "Memory for pages that change while a child writes the data set (AOF rewrite, RDB, full sync of a replica).",
      unit: "share of maxmemory",
      computed: "0.2; 0.1 where persistence.mode is none, since a full sync forks too",
      source: "redis.io: Persistence, FAQ on fork",
    }),
    replicationBacklog: setting(size({ min: "1Mi", max: "64Gi" }).optional(), {
      description:
        "Replication backlog: the last writes, for partial resynchronization of replicas (repl-backlog-size).",
      computed: "1/32 of memory.limit, from 4Mi to 512Mi",
      source: "redis.conf: repl-backlog-size",
    }),
    clientBuffers: setting(size({ min: "4Mi", max: "64Gi" }).optional(), {
      description: "Buffers of replicas, of the AOF and of subscribers, which maxmemory does not bound.",
      computed: "1/16 of memory.limit, from 8Mi to 1Gi",
      source: "redis.io: Key eviction; redis.conf: client-output-buffer-limit",
    }),
  },
  { description: "Memory beside the data set." },
);

export const memory = group(
  {
    limit: setting(size({ min: "64Mi", max: "1024Gi" }).default("1Gi"), {
      description: "Memory of the container of a Redis node, request and limit alike.",
      source: "Kubernetes: QoS class Guaranteed",
    }),
    maxmemoryShare: setting(
      z
        .number()
        .min(0.1)
        .max(0.95, { error: "must be at most 0.95: buffers and the allocator need the rest" })
        .default(0.75),
      {
        description: "Share of memory.limit that is maxmemory, or what the reserves leave where that is less.",
        unit: "share of memory.limit",
        source: "redis.io: Memory optimization",
      },
    ),
    maxmemory: setting(size({ max: "1024Gi" }).optional(), {
      description: "A value for maxmemory in place of the share.",
      computed: "min(maxmemoryShare x limit, limit - reserves), down to a whole Mi",
      example: "700Mi",
      source: "redis.conf: maxmemory",
    }),
    policy: setting(z.enum(evictionPolicies).default("allkeys-lru"), {
      description: "Eviction policy: which keys are evicted when maxmemory is reached (maxmemory-policy).",
      source: "redis.io: Key eviction",
    }),
    activeDefrag: setting(z.boolean().optional(), {
      description: "Defragments memory while running; needs the jemalloc that comes with the server (activedefrag).",
      computed: "true on platform kubernetes, false on local, whose server may be built without it",
      source: "redis.conf: activedefrag",
    }),
    reserves: reserves.prefault({}),
  },
  { description: "Memory of a Redis node." },
);
