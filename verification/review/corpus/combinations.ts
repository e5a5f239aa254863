import type { Change } from "./change";

/** Several settings at once. */
export const combinations: readonly Change[] = [
  { "memory.maxmemory": "70Mi", "memory.policy": "allkeys-lfu" },
  { "memory.maxmemory": undefined, "memory.policy": undefined, "network.maxclients": 1000 },
  { "network.timeout": "5m", "network.tcpKeepalive": "45s", "persistence.fsync": "always" },
  { "persistence.fsync": undefined, "persistence.save": ["600 5"], "master.maxLag": "8s" },
  { "sentinel.downAfter": "4s", "network.maxclients": 900 },
  { "sentinel.downAfter": "3s", "sentinel.parallelSyncs": 1 },
  { "extra.redis.hz": "30", "extra.redis.slowlog-max-len": "64" },
  { "extra.redis.io-threads": "1", "network.maxclients": 800 },
  { "extra.redis.databases": undefined, "memory.policy": "allkeys-lfu", "sentinel.failoverTimeout": "10s" },
  { "memory.policy": undefined, "replicas.min": 3 },
  { "replicas.min": 2, "network.timeout": "0s" },
  { "labels.team": "books", "cpu.request": "200m", "exporter.memory": "64Mi" },
  { "labels.team": undefined, "network.maxclients": 700 },
  { "memory.limit": "384Mi", "memory.maxmemoryShare": 0.3, "stop.pause": "1300ms" },
  { "extra.sentinel.loglevel": undefined, "extra.redis.hash-max-listpack-entries": "32" },
  {
    "memory.maxmemoryShare": 0.5,
    "memory.reserves.replicationBacklog": "6Mi",
    "extra.redis.notify-keyspace-events": "",
  },
];
