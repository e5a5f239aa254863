export type { Connection, Endpoint, Endpoints } from "./connection";
export { RedisCache, type RedisCacheArgs } from "./redis-cache";
export { RedisMaster, type RedisMasterArgs } from "./redis-master";
export { RedisReplica, type RedisReplicaArgs } from "./redis-replica";
export { SentinelQuorum, type SentinelQuorumArgs } from "./sentinel-quorum";
