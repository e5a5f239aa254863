import type { Change } from "./change";

/** Envoy in HAProxy's place, and back. */
export const changesOfEnvoy: readonly Change[] = [
  { "proxy.kind": "envoy" },
  { "proxy.reads": "any" },
  { "proxy.hold": "20s", "proxy.reads": undefined },
  { "proxy.maxConnections": 300 },
  { "proxy.protocol": "redis" },
  { "proxy.protocol": undefined },
  { "proxy.kind": "haproxy", "proxy.hold": undefined, "proxy.maxConnections": undefined },
  { "proxy.kind": undefined },
];

/** The proxy, whose clients know no Sentinel: it comes, is changed, is replaced, and goes. */
export const changesOfProxies: readonly Change[] = [
  { "proxy.kind": "haproxy" },
  { "proxy.hold": "20s" },
  { "proxy.reads": "any" },
  { "proxy.reads": undefined, "proxy.maxReadLag": "5s" },
  { "proxy.readsFromMaster": false, "proxy.maxConnections": 400 },
  { "proxy.idleTimeout": "10m" },
  { "proxy.port": 7399 },
  { "proxy.readPort": 7400, "proxy.healthPort": 8414 },
  { "proxy.threads": 2 },
  { "memory.policy": "volatile-lru" },
  // What only a cluster has.
  { "proxy.replicas": 3 },
  { "proxy.memory": "160Mi", "proxy.image": "docker.io/library/haproxy:2.8" },
  { "proxy.image": undefined, "proxy.digest": `sha256:${"d".repeat(64)}` },
  { "proxy.digest": undefined },
  { "proxy.exclusive": true },
  { "proxy.exclusive": undefined },
  { "proxy.kind": undefined, "memory.policy": undefined },
];
