import type { InstanceInput, StackInput } from "../../configs";

/** An entry of a map of groups, which the settings' paths call NAME. */
export const anyName = "reports";

const backup = { bucket: "b-1", endpoint: "http://store:9000" } as const;

/** What a setting is changed from: these with its group, or the first with which the change is possible. */
export const bases: readonly InstanceInput[] = [
  {},
  { extra: { redis: { hz: "20", "io-threads": "4" } } },
  { sentinel: { count: 5 } },
  { memory: { policy: "noeviction" } },
  { persistence: { mode: "none" } },
  { persistence: { fsync: "always" } },
  { tls: { enabled: true } },
  { tls: { enabled: true, source: "existingSecret", secretName: "tls" } },
  { tls: { enabled: true, source: "certManager", issuer: { name: "ca" } } },
  { secrets: { source: "existingSecret", secretName: "users" } },
  { secrets: { source: "externalSecret", store: { name: "vault" } } },
  { replicas: { max: 5 }, autoscaling: { opsPerSecond: 1000, clients: 100 } },
  { replicas: { max: 5 }, autoscaling: {} },
  {
    replicas: { max: 5 },
    autoscaling: { kind: "keda", opsPerSecond: 1000, clients: 100, prometheus: "http://prometheus:9090" },
  },
  { backup },
  { backup: { ...backup, credentials: { source: "existingSecret", secretName: "keys" } } },
  { backup: { ...backup, credentials: { source: "role", role: "arn:aws:iam::123456789012:role/backup" } } },
  { backup: { ...backup, endpoint: "https://store:9000" } },
  { backup, restore: { from: "latest" } },
  { backup: { ...backup, encryption: "kms" } },
  { proxy: { kind: "haproxy" } },
  { proxy: { kind: "envoy" } },
  { proxy: { kind: "haproxy" }, tls: { enabled: true } },
  { monitoring: { rules: "prometheusRule", scrape: "serviceMonitor" } },
  { bootstrap: { replicaOf: { host: "old.example.com" } } },
  { tls: { enabled: true }, bootstrap: { replicaOf: { host: "old.example.com" } } },
  { users: { [anyName]: {} } },
];

/** Of settings that only platform local has. */
export const localBases: readonly InstanceInput[] = [
  { backup: { server: {} } },
  { monitoring: { server: {} } },
  { preset: "pureCache", proxy: { kind: "twemproxy" } },
];

/** Beside an instance whose Twemproxy may share out keys. */
export const neighbour: Record<string, InstanceInput> = {
  shop: { preset: "pureCache", network: { port: 7000, sentinelPort: 27_000 } },
};

/** What a setting of the whole stack is changed from. */
export const stackBase: StackInput = { instances: { cache: {} } };
