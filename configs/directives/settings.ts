/** Directives that settings stand for. */
export const settingOf: Record<string, string[]> = {
  activedefrag: ["memory.activeDefrag"],
  appendfsync: ["persistence.fsync"],
  appendonly: ["persistence.mode"],
  maxclients: ["network.maxclients"],
  maxmemory: ["memory.maxmemory", "memory.maxmemoryShare"],
  "maxmemory-policy": ["memory.policy"],
  "min-replicas-max-lag": ["master.maxLag"],
  "min-replicas-to-write": ["master.minReplicasToWrite"],
  port: ["network.port"],
  "repl-backlog-size": ["memory.reserves.replicationBacklog"],
  save: ["persistence.save"],
  "shutdown-timeout": ["stop.gracePeriod", "stop.handOver", "stop.save"],
  "tcp-keepalive": ["network.tcpKeepalive"],
  timeout: ["network.timeout"],
  "tls-auth-clients": ["tls.clientCertificates"],
  "tls-cluster": ["tls.enabled"],
  "tls-port": ["network.port", "tls.enabled"],
  "tls-replication": ["tls.enabled"],
};

/** The same for Sentinel's options. */
export const settingOfSentinel: Record<string, string[]> = {
  "down-after-milliseconds": ["sentinel.downAfter"],
  "failover-timeout": ["sentinel.failoverTimeout"],
  monitor: ["sentinel.quorum"],
  "parallel-syncs": ["sentinel.parallelSyncs"],
  port: ["network.sentinelPort"],
  quorum: ["sentinel.quorum"],
  "tcp-keepalive": ["network.tcpKeepalive"],
  "tls-auth-clients": ["tls.clientCertificates"],
  "tls-port": ["network.sentinelPort", "tls.enabled"],
  "tls-replication": ["tls.enabled"],
};
