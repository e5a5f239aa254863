import { z } from "zod";
import { duration, group, namespaceName, port, qualifiedName, setting } from "../schema/fields";
import { labelValue } from "./labels";

const scraper = z.strictObject({
  namespace: namespaceName(),
  podLabels: z.record(qualifiedName(), labelValue).default({}),
});

const server = group(
  {
    port: setting(port().default(9190), {
      description:
        "Port of a Prometheus that is one more node of the instance, as the Alertmanager at the next port and the " +
        "redis_exporter at the one behind it; only on platform local.",
      source: "docs/monitoring.md",
    }),
  },
  { description: "A Prometheus on this machine." },
);

export const monitoring = group(
  {
    rules: setting(z.enum(["none", "configMap", "prometheusRule"]).default("none"), {
      description:
        "Where the alert rules of the instance go: into a ConfigMap as a file of rules, or a PrometheusRule, " +
        "whose definition has to be in the cluster.",
      source: "Prometheus: rule_files; Prometheus operator: PrometheusRule",
    }),
    scrape: setting(z.enum(["none", "annotations", "serviceMonitor", "podMonitor"]).default("none"), {
      description:
        "How Prometheus finds exporters and proxies: by annotations `prometheus.io/*` of their pods, or an object of " +
        "the Prometheus operator, whose definition has to be in the cluster.",
      source: "Prometheus operator: ServiceMonitor, PodMonitor",
    }),
    interval: setting(duration({ min: "1s", max: "5m", inSeconds: true }).optional(), {
      description: "Between two scrapes; of serviceMonitor, podMonitor and server.",
      computed: "Prometheus's own; 5s with server",
      source: "Prometheus operator: Endpoint",
    }),
    recommendations: setting(z.enum(["none", "verticalPodAutoscaler"]).default("none"), {
      description:
        "Whether a VerticalPodAutoscaler for each StatefulSet tells by its use how much CPU and memory its nodes " +
        "should have, and changes nothing; its definition has to be in the cluster.",
      source: "Kubernetes autoscaler: VerticalPodAutoscaler, updateMode Off",
    }),
    labels: setting(z.record(qualifiedName(), labelValue).default({}), {
      description: "Labels of these objects besides those of `labels`, by which Prometheus selects them.",
      example: "{ release: kube-prometheus-stack }",
      source: "Prometheus operator: ruleSelector, serviceMonitorSelector",
    }),
    scrapers: setting(z.array(scraper).default([]), {
      description:
        "Pods that reach the ports of metrics and no others: all of a namespace, or those of it with these labels. " +
        "Clients reach them too.",
      example: "[{ namespace: monitoring, podLabels: { app.kubernetes.io/name: prometheus } }]",
      source: "Kubernetes: network policies",
    }),
    server: server.optional(),
  },
  { description: "Alert rules, what Prometheus scrapes, and who may; on platform local a Prometheus itself." },
);
