import { cores, group, setting } from "../schema/fields";

export const cpu = group(
  {
    request: setting(cores().default("250m"), {
      description: "Processor time that a Redis node is sure of.",
      source: "Kubernetes: resource management",
    }),
    limit: setting(cores().default("2"), {
      description: "Most that it may use: one core serves, and a saving child and threads need another.",
      source: "redis.io: Latency; Persistence",
    }),
  },
  { description: "Processor of a Redis node; used on platform kubernetes." },
);
