import { stringify } from "yaml";
import type { InstanceContext } from "../instance/context";
import { replicaLabels, type ScaledBy, scaledBy } from "./autoscaler-queries";

/** Metrics of pods by which replicas are scaled, as Kubernetes gets them from an adapter. */
export const adapterMetrics: Record<ScaledBy, string> = {
  /** The name that rules of prometheus-adapter usually make of a counter `redis_commands_processed_total`. */
  opsPerSecond: "redis_commands_processed_per_second",
  clients: "redis_connected_clients",
};

/** A rule of prometheus-adapter: which series become a metric, and how they are asked. */
interface AdapterRule {
  seriesQuery: string;
  resources: { overrides: Record<string, { resource: string }> };
  name: { as: string };
  metricsQuery: string;
}

/**
 * Rules for the configuration of prometheus-adapter, for the metrics that `autoscaling` of an instance asks for;
 * undefined where it asks for none.
 */
export function renderAdapterRules(context: InstanceContext): string | undefined {
  const { autoscaling } = context.settings;
  // KEDA asks Prometheus itself.
  if (autoscaling?.kind !== "hpa") return undefined;
  const asked = (["opsPerSecond", "clients"] as const).filter((by) => autoscaling[by] !== undefined);
  const rules = asked.map((by) => rule(context, by));
  return rules.length === 0 ? undefined : stringify({ rules }, { lineWidth: 0 });
}

function rule(context: InstanceContext, by: ScaledBy): AdapterRule {
  const { series, valueOf } = scaledBy[by];
  return {
    seriesQuery: `${series}{${replicaLabels(context)}}`,
    resources: { overrides: { namespace: { resource: "namespace" }, pod: { resource: "pod" } } },
    name: { as: adapterMetrics[by] },
    metricsQuery: `sum(${valueOf("<<.Series>>{<<.LabelMatchers>>}")}) by (<<.GroupBy>>)`,
  };
}
