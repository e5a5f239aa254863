import { knownKeys, schemaAt, settingsOf } from "../schema/walk";
import { instanceSchema } from "../settings/instance";
import type { Platform } from "../settings/stack";

/** Settings of an instance that only pods, Services and volumes have. */
const ofCluster = [
  ...["labels", "annotations", "network.serviceAnnotations", "network.clusterDomain"],
  ...["tls.commonName", "tls.loopbackNames", "storage.size", "storage.class", "cpu.request", "sentinel.volume"],
  ...["proxy.exclusive", "proxy.replicas"],
  ...["rules", "scrape", "recommendations", "labels", "scrapers"].map((name) => `monitoring.${name}`),
  ...leavesOf("pods"),
];

/** Settings of a container: a process of this machine has no image, and as much memory and CPU as there is. */
const ofContainers = [
  ...["server.image", "server.digest", "cpu.limit", "sentinel.memory"],
  ...["image", "digest", "memory"].map((name) => `proxy.${name}`),
  ...["image", "digest", "command", "memory"].map((name) => `exporter.${name}`),
];

/** Settings of the jobs that take backups; on this machine commands take them. */
const ofJobs = ["backup.schedule", "backup.timeZone", "backup.drill.schedule", ...leavesOf("backup.job")];

/** What a platform does nothing with, of what it takes. */
export const unusedOn: Record<Platform, string[]> = {
  local: [...ofCluster, ...ofContainers, ...ofJobs, "network.subnet"],
  docker: ofCluster,
  kubernetes: ["network.subnet"],
};

/** All settings of a proxy but its kind. */
export const proxySettings = knownKeys(schemaAt(instanceSchema, ["proxy"]))
  .filter((name) => name !== "kind" && name !== "exclusive")
  .map((name) => `proxy.${name}`);

function leavesOf(group: string): string[] {
  const path = group.split(".");
  return settingsOf(schemaAt(instanceSchema, path)!, path).map((entry) => entry.path.join("."));
}
