import type { InstanceContext } from "../instance/context";
import { setName } from "../instance/names";

/** What replicas are scaled by, beside CPU: metrics of the exporter, as Prometheus is asked for them. */
export const scaledBy = {
  /** No exporter has a gauge of it (redis_exporter#677). Two scrapes fall into this, be they a minute apart. */
  opsPerSecond: {
    series: "redis_commands_processed_total",
    valueOf: (selected: string) => `rate(${selected}[2m])`,
  },
  clients: { series: "redis_connected_clients", valueOf: (selected: string) => selected },
} as const;

export type ScaledBy = keyof typeof scaledBy;

/** Labels of the series of all replicas of an instance. */
export function replicaLabels(context: InstanceContext): string {
  return `namespace="${context.namespace}",pod=~"${setName(context, "replica")}-[0-9]+"`;
}

/** The sum over all replicas. */
export function replicasQuery(context: InstanceContext, by: ScaledBy): string {
  const { series, valueOf } = scaledBy[by];
  return `sum(${valueOf(`${series}{${replicaLabels(context)}}`)})`;
}
