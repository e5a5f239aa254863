import { z } from "zod";
import { duration, group, setting } from "../schema/fields";

const memoryReason =
  "cannot be met by adding replicas: each holds the whole data set, so all of them are as full as before";

const prometheus = z.url({ protocol: /^https?$/, error: "must be a URL with http:// or https://" });

/** A group of its own: replicas are scaled only where it is written. */
export const autoscaling = group(
  {
    kind: setting(z.enum(["hpa", "keda"]).default("hpa"), {
      description:
        "What scales: a HorizontalPodAutoscaler, or a ScaledObject of KEDA, whose definition has to be in the cluster.",
      source: "Kubernetes: HorizontalPodAutoscaler; KEDA: ScaledObject",
    }),
    cpu: setting(z.int().min(10).max(10_000).default(60), {
      description: "Replicas are added while their CPU utilization is above this.",
      unit: "percent of cpu.request",
      source: "Kubernetes: HorizontalPodAutoscaler",
    }),
    opsPerSecond: setting(z.int().min(1).optional(), {
      description: "Also while a replica serves more commands than this; needs a custom-metrics adapter, or KEDA.",
      unit: "commands per second and replica",
      computed: "none",
      source: "redis_exporter: rate of redis_commands_processed_total",
    }),
    clients: setting(z.int().min(1).optional(), {
      description: "Also while a replica has more clients than this; needs a custom-metrics adapter, or KEDA.",
      unit: "clients per replica",
      computed: "none",
      source: "redis_exporter: redis_connected_clients",
    }),
    prometheus: setting(prometheus.optional(), {
      description: "Address of the Prometheus that KEDA asks for commands and clients.",
      computed: "none",
      example: "http://prometheus.monitoring:9090",
      source: "KEDA: Prometheus scaler, serverAddress",
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
