import { z } from "zod";
import { duration, group, setting } from "../schema/fields";

const memoryReason =
  "cannot be met by adding replicas: each holds the whole data set, so all of them are as full as before";

/** A group of its own: replicas are scaled only where it is written. */
export const autoscaling = group(
  {
    cpu: setting(z.int().min(10).max(10_000).default(60), {
      description: "Replicas are added while their CPU utilization is above this.",
      unit: "percent of cpu.request",
      source: "Kubernetes: HorizontalPodAutoscaler",
    }),
    opsPerSecond: setting(z.int().min(1).optional(), {
      description: "Also while a replica serves more commands than this; needs a custom-metrics adapter.",
      unit: "commands per second and replica",
      computed: "none",
      source: "redis_exporter: redis_instantaneous_ops_per_sec",
    }),
    clients: setting(z.int().min(1).optional(), {
      description: "Also while a replica has more clients than this; needs a custom-metrics adapter.",
      unit: "clients per replica",
      computed: "none",
      source: "redis_exporter: redis_connected_clients",
    }),
    scaleDownAfter: setting(duration({ max: "1h", inSeconds: true }).default("10m"), {
      description: "Replicas are removed one at a time, once they were not needed for this long.",
      source: "Kubernetes: HorizontalPodAutoscaler, stabilizationWindowSeconds",
    }),
    memory: setting(z.never({ error: memoryReason }).optional(), {
      description: "Refused: each replica holds the whole data set.",
      computed: "none",
      source: "design: autoscaling",
    }),
  },
  { description: "Replicas between replicas.min and replicas.max by load; only where it is written." },
);
