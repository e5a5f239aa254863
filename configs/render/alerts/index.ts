import { stringify } from "yaml";
import { hasExporters, type InstanceContext } from "../../instance/context";
import type { Alert } from "./alert";
import { backupAlerts } from "./backups";
import { clientAlerts } from "./clients";
import { exporterAlerts } from "./exporters";
import { hitRateAlerts } from "./hit-rate";
import { memoryAlerts } from "./memory";
import { noteAlerts } from "./notes";
import { persistenceAlerts } from "./persistence";
import { proxyAlerts } from "./proxies";
import { replicationAlerts } from "./replication";
import { roleAlerts } from "./roles";
import { sentinelAlerts } from "./sentinels";

const subjects: Record<string, (context: InstanceContext) => Alert[]> = {
  exporters: exporterAlerts,
  roles: roleAlerts,
  sentinels: sentinelAlerts,
  replication: replicationAlerts,
  memory: memoryAlerts,
  "hit-rate": hitRateAlerts,
  clients: clientAlerts,
  persistence: persistenceAlerts,
  node: noteAlerts,
  backup: backupAlerts,
};

/** A group of rules, as Prometheus and the Prometheus operator read it. */
interface RuleGroup {
  name: string;
  rules: {
    alert: string;
    expr: string;
    for: string;
    labels: Record<string, string>;
    annotations: Record<string, string>;
  }[];
}

/** Alerts of an instance with thresholds by its settings, for metrics with the labels `namespace` and `pod`. */
export function alertGroups(context: InstanceContext): RuleGroup[] {
  // The proxy has metrics of its own.
  const all = { ...(hasExporters(context) && subjects), proxy: proxyAlerts };
  return Object.entries(all)
    .map(([subject, alerts]) => ({
      name: `redis-cache-${context.masterName}-${subject}`,
      rules: alerts(context).map((alert) => ruleOf(context, alert)),
    }))
    .filter(({ rules }) => rules.length > 0);
}

/** Whether there is anything to alert of, and who does: of nodes of this machine only a Prometheus beside them. */
export function hasAlerts(context: InstanceContext): boolean {
  return (context.platform === "kubernetes" || hasExporters(context)) && alertGroups(context).length > 0;
}

/** The same as a file of rules for Prometheus. */
export function renderAlerts(context: InstanceContext): string {
  return stringify({ groups: alertGroups(context) }, { lineWidth: 0 });
}

function ruleOf({ name, namespace }: InstanceContext, alert: Alert): RuleGroup["rules"][number] {
  return {
    alert: alert.name,
    expr: alert.expr,
    for: alert.for,
    labels: { severity: alert.severity, namespace, redis: name },
    annotations: {
      summary: `${name} in ${namespace}: ${alert.summary}`,
      runbook: `docs/runbooks/${alert.runbook}.md`,
    },
  };
}
