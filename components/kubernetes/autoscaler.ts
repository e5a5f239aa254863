import { type Instance, type InstanceContext, seconds, setName } from "../../configs";
import { adapterMetrics } from "../../configs/render";
import { metadata } from "./metadata";

type Autoscaling = NonNullable<Instance["autoscaling"]>;

/** Replicas by load. Fewer than `replicas.min` would leave the master without those that its writes wait for. */
export function autoscaler(context: InstanceContext, autoscaling: Autoscaling) {
  const { replicas } = context.settings;
  const name = setName(context, "replica");
  return {
    metadata: metadata(context, { kind: "HorizontalPodAutoscaler", name, part: "replica" }),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "StatefulSet", name },
      minReplicas: replicas.min,
      maxReplicas: replicas.max,
      metrics: metrics(autoscaling),
      behavior: scalingBehavior(autoscaling),
    },
  };
}

/** Each new replica costs the master a full sync: one at a time, and only if the load lasts. */
export function scalingBehavior({ scaleDownAfter }: Autoscaling) {
  return {
    scaleUp: { stabilizationWindowSeconds: 60, policies: [oneIn(60)], selectPolicy: "Max" },
    scaleDown: {
      stabilizationWindowSeconds: seconds(scaleDownAfter),
      policies: [oneIn(60)],
      selectPolicy: "Max",
    },
  };
}

function metrics({ cpu, opsPerSecond, clients }: Autoscaling) {
  return [
    {
      type: "ContainerResource",
      containerResource: {
        name: "cpu",
        container: "redis",
        target: { type: "Utilization", averageUtilization: cpu },
      },
    },
    ...podMetric(adapterMetrics.opsPerSecond, opsPerSecond),
    ...podMetric(adapterMetrics.clients, clients),
  ];
}

/** A metric of the exporter, which an adapter brings into Kubernetes by the rendered rules. */
function podMetric(name: string, value?: number) {
  if (value === undefined) return [];
  return [{ type: "Pods", pods: { metric: { name }, target: { type: "AverageValue", averageValue: String(value) } } }];
}

function oneIn(periodSeconds: number) {
  return { type: "Pods", value: 1, periodSeconds };
}
