import { own } from "../directives/own";

/** The setting of a group for which people write one value in the group's place, such as `tls: true`. */
const mainSettings: Record<string, string> = {
  tls: "enabled",
  exporter: "enabled",
  replicas: "min",
  master: "minReplicasToWrite",
  sentinel: "count",
  memory: "limit",
  storage: "size",
  cpu: "limit",
  persistence: "mode",
  proxy: "kind",
  monitoring: "rules",
  server: "version",
  secrets: "source",
  autoscaling: "cpu",
};

/** Its name; undefined where nobody knows what one value for the group would mean. */
export function mainSettingOf(group: string): string | undefined {
  return own(mainSettings, group);
}
