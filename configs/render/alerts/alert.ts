import type { InstanceContext } from "../../instance/context";

/** An alert of an instance. */
export interface Alert {
  name: string;
  /** PromQL, whose labels tell at most the pod: others are those of the instance. */
  expr: string;
  /** How long the condition holds before it is one, as Prometheus writes durations. */
  for: string;
  /** critical: clients are refused, or data can be lost. */
  severity: "critical" | "warning";
  /** One sentence behind the name of the instance, without its period; a template of Prometheus. */
  summary: string;
  /** Page below docs/runbooks/, without extension. */
  runbook: string;
}

/** Selectors of the series of an instance, by the labels that Prometheus gives those of a pod. */
export function seriesOf({ namespace, name }: InstanceContext) {
  const pods = (pattern: string, labels: readonly string[]) =>
    `{${[`namespace="${namespace}"`, `pod=~"${name}-${pattern}"`, ...labels].join(", ")}}`;
  return {
    node: (metric: string, ...labels: string[]) => `${metric}${pods("(master|replica)-[0-9]+", labels)}`,
    sentinel: (metric: string, ...labels: string[]) => `${metric}${pods("sentinel-[0-9]+", labels)}`,
    proxy: (metric: string, ...labels: string[]) => `${metric}${pods("proxy(-[a-z0-9]+-[a-z0-9]+)?", labels)}`,
  };
}
