import { cores, group, setting } from "../schema/fields";

export const cpu = group(
  {
    request: setting(cores().default("250m"), {
      description: "CPU request of a Redis node.",
      source: "Kubernetes: resource management",
    }),
    limit: setting(cores().default("2"), {
      description: "CPU limit: one core serves, and a child that saves and threads need another.",
      source: "redis.io: Latency; Persistence",
    }),
  },
  { description: "CPU of a Redis node; used on platform kubernetes." },
);
