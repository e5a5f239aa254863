import { type Instance, type InstanceContext, setName } from "../../configs";
import { replicasQuery, type ScaledBy } from "../../configs/render";
import { scalingBehavior } from "./autoscaler";
import { metadata } from "./metadata";

type Autoscaling = NonNullable<Instance["autoscaling"]>;

/** The same as {@link autoscaler} for KEDA, which makes the HorizontalPodAutoscaler and asks Prometheus itself. */
export function scaledObject(context: InstanceContext, autoscaling: Autoscaling) {
  const { replicas } = context.settings;
  const name = setName(context, "replica");
  // KEDA's webhook refuses a set that has an autoscaler already, unless it may take that one over by its name.
  const annotations = { "scaledobject.keda.sh/transfer-hpa-ownership": "true" };
  return {
    apiVersion: "keda.sh/v1alpha1",
    kind: "ScaledObject",
    metadata: metadata(context, { kind: "ScaledObject", name, part: "replica", annotations }),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "StatefulSet", name },
      minReplicaCount: replicas.min,
      maxReplicaCount: replicas.max,
      advanced: { horizontalPodAutoscalerConfig: { name, behavior: scalingBehavior(autoscaling) } },
      triggers: triggers(context, autoscaling),
    },
  };
}

function triggers(context: InstanceContext, autoscaling: Autoscaling) {
  const { cpu, opsPerSecond, clients, prometheus } = autoscaling;
  return [
    { type: "cpu", metricType: "Utilization", metadata: { value: String(cpu), containerName: "redis" } },
    ...prometheusTrigger(context, "opsPerSecond", opsPerSecond, prometheus),
    ...prometheusTrigger(context, "clients", clients, prometheus),
  ];
}

/** The query is the sum of all replicas, and the threshold that of one: AverageValue divides by their number. */
function prometheusTrigger(context: InstanceContext, by: ScaledBy, threshold?: number, serverAddress?: string) {
  if (threshold === undefined || serverAddress === undefined) return [];
  const query = replicasQuery(context, by);
  return [
    {
      type: "prometheus",
      metricType: "AverageValue",
      // No series is no answer; KEDA's default would take it for no load, and remove replicas.
      metadata: { serverAddress, query, threshold: String(threshold), ignoreNullValues: "false" },
    },
  ];
}
