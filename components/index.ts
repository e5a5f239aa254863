export { BackupServer, type BackupServerArgs } from "./backup-server";
export type { Connection, Endpoint, Endpoints } from "./connection";
export { ExporterSidecar, type ExporterSidecarArgs } from "./exporter-sidecar";
export { ReplicaAutoscaler, type ReplicaAutoscalerArgs } from "./replica-autoscaler";
export { RedisCache, type RedisCacheArgs } from "./redis-cache";
export { RedisMaster, type RedisMasterArgs } from "./redis-master";
export { RedisReplica, type RedisReplicaArgs } from "./redis-replica";
export { SentinelQuorum, type SentinelQuorumArgs } from "./sentinel-quorum";
