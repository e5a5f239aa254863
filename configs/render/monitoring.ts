import { stringify } from "yaml";
import type { InstanceContext, InstanceNodes, MonitoringKind, NodeAddress } from "../instance/context";
import { milliseconds } from "../schema/units";
import { patienceWithin } from "../settings/exporter";
import { renderAlerts } from "./alerts";
import { envLines } from "./instance-env";
import { defaultInterval, renderPrometheusYaml } from "./prometheus-yaml";
import { scrapedNodes } from "./scraped-nodes";

type Nodes = NonNullable<InstanceNodes["monitoring"]>;

/** What the exporter, the Prometheus and the Alertmanager of this machine read, for each of them. */
export function renderMonitoring(
  context: InstanceContext,
  nodes: Nodes,
): Record<MonitoringKind, Record<string, string>> {
  const env =
    (more: Record<string, string> = {}) =>
    (kind: MonitoringKind) => ({
      "monitoring.env": envLines({ LISTEN: addressOf(nodes[kind]), ...more }),
    });
  return {
    exporter: env(exporterVariables(context))("exporter"),
    prometheus: {
      ...env()("prometheus"),
      "prometheus.yaml": renderPrometheusYaml(context, nodes),
      "alerts.yaml": renderAlerts(context),
    },
    alertmanager: { ...env()("alertmanager"), "alertmanager.yaml": stringify(alertmanagerConfig) },
  };
}

function exporterVariables(context: InstanceContext): Record<string, string> {
  const { monitoring, tls } = context.settings;
  return {
    REDIS_TARGETS: scrapedNodes(context)
      .map(({ url }) => url)
      .join(" "),
    // Prometheus waits for a scrape until the next one.
    PATIENCE: patienceWithin(milliseconds(monitoring.interval ?? defaultInterval)),
    TLS: tls.enabled ? "yes" : "no",
    TLS_CLIENT_CERTIFICATES: tls.clientCertificates,
  };
}

/** It groups what belongs together and shows it; on one's own machine nobody is called. */
const alertmanagerConfig = {
  route: { receiver: "nobody", group_by: ["redis", "alertname"], group_wait: "0s" },
  receivers: [{ name: "nobody" }],
};

function addressOf({ host, port }: NodeAddress): string {
  return `${host}:${port}`;
}
