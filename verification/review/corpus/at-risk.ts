import type { Change } from "./change";

/** What puts data at risk, because nodes cannot reach each other meanwhile, or cannot read what there is. */
export const changesAtRisk: readonly Change[] = [
  { "replicas.min": 1, "master.minReplicasToWrite": undefined },
  { "replicas.min": 2 },
  { "tls.enabled": true },
  { "proxy.kind": "haproxy" },
  { "proxy.tls": "endToEnd" },
  { "proxy.kind": undefined, "proxy.tls": undefined },
  { "tls.clientCertificates": "required" },
  { "tls.clientCertificates": "off" },
  { "tls.clientCertificates": undefined, "tls.loopbackNames": false, "tls.commonName": "cache" },
  { "tls.loopbackNames": undefined, "tls.commonName": undefined, "extra.redis.hz": "15" },
  { tls: undefined },
  { "extra.redis.databases": "32" },
  { "extra.redis.databases": "24" },
  { "extra.redis.databases": undefined },
  { "bootstrap.replicaOf": { host: "127.0.0.1", port: 7999, secret: false } },
  { "bootstrap.replicaOf.user": "copy", "bootstrap.replicaOf.hold": "30s" },
  { bootstrap: undefined },
  { "network.port": 21_800 },
  { "network.sentinelPort": 22_800 },
];
