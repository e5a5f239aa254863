import { type InstanceContext, objectNames } from "../../configs";
import { alertGroups, renderAlerts } from "../../configs/render/alerts";
import { metadata } from "./metadata";

/** The alert rules as an object of the Prometheus operator. */
export function prometheusRule(context: InstanceContext) {
  const groups: object[] = alertGroups(context);
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: named(context, "PrometheusRule"),
    spec: { groups },
  };
}

/** The same as a file of rules, for a Prometheus that mounts it. */
export function rulesConfigMap(context: InstanceContext) {
  const { alerts } = objectNames(context);
  return { metadata: named(context, "ConfigMap"), data: { [`${alerts}.yaml`]: renderAlerts(context) } };
}

function named(context: InstanceContext, kind: string) {
  const { labels } = context.settings.monitoring;
  return metadata(context, { kind, name: objectNames(context).alerts, labels });
}
