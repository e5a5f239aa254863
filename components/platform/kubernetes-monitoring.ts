import * as apiextensions from "@pulumi/kubernetes/apiextensions";
import * as core from "@pulumi/kubernetes/core/v1";
import * as networking from "@pulumi/kubernetes/networking/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { InstanceContext } from "../../configs";
import { prometheusRule, rulesConfigMap } from "../kubernetes/alert-rules";
import { metricsSources, podMonitor, serviceMonitor } from "../kubernetes/monitors";
import { exporterPolicy, proxyMetricsPolicy } from "../kubernetes/network-policies";
import { verticalRecommendations } from "../kubernetes/vertical-recommendations";

/** What Prometheus needs of an instance: rules, whom to scrape, and the way there. */
export function kubernetesMonitoring(
  name: string,
  context: InstanceContext,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  const opts = { parent };
  return [
    ...rules(name, context, opts),
    ...monitors(name, context, opts),
    ...recommendations(name, context, opts),
    ...policies(name, context, opts),
  ];
}

function rules(name: string, context: InstanceContext, opts: pulumi.CustomResourceOptions): pulumi.Resource[] {
  const kind = context.settings.monitoring.rules;
  switch (kind) {
    case "none":
      return [];
    case "configMap":
      return [new core.ConfigMap(`${name}-alerts`, rulesConfigMap(context), opts)];
    case "prometheusRule":
      return [new apiextensions.CustomResource(`${name}-alerts`, prometheusRule(context), opts)];
    default: {
      const exhaustiveCheck: never = kind;
      return exhaustiveCheck;
    }
  }
}

function monitors(name: string, context: InstanceContext, opts: pulumi.CustomResourceOptions): pulumi.Resource[] {
  const { scrape } = context.settings.monitoring;
  if (scrape === "none" || scrape === "annotations") return [];
  const monitor = scrape === "serviceMonitor" ? serviceMonitor : podMonitor;
  return metricsSources(context).map(
    (source) => new apiextensions.CustomResource(`${name}-${source}-monitor`, monitor(context, source), opts),
  );
}

function recommendations(
  name: string,
  context: InstanceContext,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  if (context.settings.monitoring.recommendations === "none") return [];
  return (["master", "replica", "sentinel"] as const).map(
    (part) =>
      new apiextensions.CustomResource(`${name}-${part}-recommendations`, verticalRecommendations(context, part), opts),
  );
}

function policies(name: string, context: InstanceContext, opts: pulumi.CustomResourceOptions): pulumi.Resource[] {
  const { exporter, monitoring, proxy } = context.settings;
  return [
    ...(exporter.enabled
      ? [new networking.NetworkPolicy(`${name}-exporter-policy`, exporterPolicy(context), opts)]
      : []),
    ...(proxy.kind !== "none" && monitoring.scrapers.length > 0
      ? [new networking.NetworkPolicy(`${name}-proxy-metrics-policy`, proxyMetricsPolicy(context), opts)]
      : []),
  ];
}
