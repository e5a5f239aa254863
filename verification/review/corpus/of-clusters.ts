import type { Change } from "./change";

/** What pods have, and processes on one machine have not: there nothing comes of it. */
export const changesOfPods: readonly Change[] = [
  { "server.image": "docker.io/library/redis:7.0.15" },
  { "cpu.request": "300m", "cpu.limit": "3" },
  { "labels.team": "shop", "annotations.team": "shop" },
  { "exporter.memory": "96Mi" },
  { "sentinel.memory": "96Mi" },
  { "sentinel.memory": undefined },
  { "pods.clientNamespaces": ["shop"], "pods.annotations": { team: "shop" } },
  { "network.serviceAnnotations": { team: "shop" } },
  { pods: undefined, exporter: undefined, cpu: undefined, labels: undefined, "network.serviceAnnotations": undefined },
];

/** What names something that a cluster has to have: only where there is none is it tried that nothing comes of it. */
export const changesOfClusters: readonly Change[] = [
  { "server.digest": `sha256:${"a".repeat(64)}` },
  { "storage.size": "2Gi", "storage.class": "fast" },
  { "storage.size": "512Mi", "storage.class": undefined },
  { "storage.keep": true },
  { "storage.keep": false },
  { "sentinel.volume": "128Mi" },
  { "sentinel.volume": undefined, "network.clusterDomain": "example.com" },
  { "network.clusterDomain": undefined },
  { "exporter.image": "docker.io/oliver006/redis_exporter:v1.88.0", "exporter.command": "/exporter" },
  {
    "monitoring.rules": "prometheusRule",
    "monitoring.scrape": "serviceMonitor",
    "monitoring.interval": "15s",
    "monitoring.recommendations": "verticalPodAutoscaler",
    "monitoring.labels": { release: "prometheus" },
    "monitoring.scrapers": [{ namespace: "monitoring", podLabels: {} }],
  },
  { monitoring: undefined },
  { "exporter.enabled": false, "exporter.digest": `sha256:${"b".repeat(64)}` },
  {
    "pods.spread": "required",
    "pods.priorityClass": "high",
    "pods.nodeSelector": { pool: "redis" },
    "pods.tolerations": [{ key: "dedicated", operator: "Exists" }],
    "pods.imagePullSecrets": ["registry"],
    "pods.awaitConfiguration": true,
  },
  {
    "pods.securityContext.runAsUser": 20_000,
    "pods.securityContext.runAsGroup": 20_000,
    "pods.securityContext.fsGroup": 20_000,
  },
  { pods: undefined, exporter: undefined },
];
