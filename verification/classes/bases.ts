import type { InstanceInput } from "../../configs";

const backup = { bucket: "b-1", endpoint: "http://store:9000" } as const;

/** What a setting is changed from: these with its group, or the first with which the change is possible. */
export const bases: readonly InstanceInput[] = [
  {},
  { extra: { redis: { hz: "20", "io-threads": "4" } } },
  { sentinel: { count: 5 } },
  { memory: { policy: "noeviction" } },
  { persistence: { mode: "none" } },
  { tls: { enabled: true } },
  { tls: { enabled: true, source: "existingSecret", secretName: "tls" } },
  { tls: { enabled: true, source: "certManager", issuer: { name: "ca" } } },
  { secrets: { source: "existingSecret", secretName: "users" } },
  { secrets: { source: "externalSecret", store: { name: "vault" } } },
  { replicas: { max: 5 }, autoscaling: { opsPerSecond: 1000, clients: 100 } },
  { backup },
  { backup: { ...backup, credentials: { source: "existingSecret", secretName: "keys" } } },
  { backup: { ...backup, credentials: { source: "role", role: "arn:aws:iam::123456789012:role/backup" } } },
  { backup: { ...backup, endpoint: "https://store:9000" } },
  { backup, restore: { from: "latest" } },
  { backup: { ...backup, encryption: "kms" } },
  { bootstrap: { replicaOf: { host: "old.example.com" } } },
];
