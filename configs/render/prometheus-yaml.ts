import { stringify } from "yaml";
import type { InstanceContext, InstanceNodes, NodeAddress } from "../instance/context";
import { noteNames } from "../instance/notes";
import { scrapedNodes } from "./scraped-nodes";

/** On one's own machine what one does is to be seen soon. */
export const defaultInterval = "5s";

/** prometheus.yaml: every node by the one exporter, the proxy itself, with the labels that rules and dashboard read. */
export function renderPrometheusYaml(
  context: InstanceContext,
  nodes: NonNullable<InstanceNodes["monitoring"]>,
): string {
  const { interval = defaultInterval } = context.settings.monitoring;
  const config = {
    global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
    rule_files: ["alerts.yaml"],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [addressOf(nodes.alertmanager)] }] }] },
    scrape_configs: [...nodeJobs(context, nodes.exporter), ...proxyJobs(context)],
  };
  return stringify(config, { lineWidth: 0, aliasDuplicateObjects: false });
}

function nodeJobs(context: InstanceContext, exporter: NodeAddress) {
  return (["redis", "sentinel"] as const).map((kind) => ({
    job_name: kind,
    metrics_path: "/scrape",
    ...(kind === "redis" && { params: { "check-single-keys": [keysOf(context)] } }),
    static_configs: scrapedNodes(context)
      .filter((node) => node.kind === kind)
      .map(({ name, url }) => ({ targets: [url], labels: labelsOf(context, name) })),
    relabel_configs: [
      { source_labels: ["__address__"], target_label: "__param_target" },
      { source_labels: ["__address__"], target_label: "instance" },
      { target_label: "__address__", replacement: addressOf(exporter) },
    ],
  }));
}

function keysOf({ settings }: InstanceContext): string {
  return noteNames(settings)
    .map((name) => `db0=redis-cache:${name}`)
    .join(",");
}

function proxyJobs(context: InstanceContext) {
  const { nodes, settings } = context;
  const { proxy } = nodes;
  if (!proxy) return [];
  const targets = [addressOf({ ...proxy, port: settings.proxy.healthPort })];
  return ["/sentinels", "/metrics"].map((path) => ({
    job_name: `proxy${path.replace("/", "-")}`,
    metrics_path: path,
    static_configs: [{ targets, labels: labelsOf(context, proxy.name) }],
  }));
}

function labelsOf({ namespace }: InstanceContext, pod: string) {
  return { namespace, pod };
}

function addressOf({ host, port }: Pick<NodeAddress, "host" | "port">): string {
  return `${host}:${port}`;
}
