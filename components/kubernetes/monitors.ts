import { type InstanceContext, objectNames } from "../../configs";
import { podLabels, proxyPodLabels } from "../pod/labels";
import { metadata } from "./metadata";

/** What of an instance has metrics, and below which paths. */
const sources = {
  exporter: { paths: ["/metrics"], pods: podLabels },
  // Whom it follows, and what the program tells of itself.
  proxy: { paths: ["/sentinels", "/metrics"], pods: proxyPodLabels },
};

export type MetricsSource = keyof typeof sources;

/** Those that an instance has. */
export function metricsSources({ settings: { exporter, proxy } }: InstanceContext): MetricsSource[] {
  return [...(exporter.enabled ? (["exporter"] as const) : []), ...(proxy.kind === "none" ? [] : (["proxy"] as const))];
}

/** By which a ServiceMonitor finds the Service of metrics among those of the instance. */
export function metricsLabel(source: MetricsSource): Record<string, string> {
  return { "redis-cache/metrics": source };
}

/** Of the Prometheus operator: what is behind the Service of metrics. */
export function serviceMonitor(context: InstanceContext, source: MetricsSource) {
  return {
    ...monitorOf(context, "ServiceMonitor", source),
    spec: {
      selector: { matchLabels: { ...podLabels(context), ...metricsLabel(source) } },
      endpoints: endpointsOf(context, source),
    },
  };
}

/** Of the Prometheus operator: pods, whatever Services there are. */
export function podMonitor(context: InstanceContext, source: MetricsSource) {
  return {
    ...monitorOf(context, "PodMonitor", source),
    spec: {
      selector: { matchLabels: sources[source].pods(context) },
      podMetricsEndpoints: endpointsOf(context, source),
    },
  };
}

function monitorOf(context: InstanceContext, kind: string, source: MetricsSource) {
  const { metrics, proxyMetrics } = objectNames(context);
  const name = source === "exporter" ? metrics : proxyMetrics;
  const { labels } = context.settings.monitoring;
  return { apiVersion: "monitoring.coreos.com/v1", kind, metadata: metadata(context, { kind, name, labels }) };
}

function endpointsOf({ settings: { monitoring } }: InstanceContext, source: MetricsSource) {
  const { interval } = monitoring;
  return sources[source].paths.map((path) => ({ port: "metrics", path, ...(interval !== undefined && { interval }) }));
}
