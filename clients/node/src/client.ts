import type { ClusterOptions, RedisOptions } from "ioredis";
import { Cluster, Redis } from "ioredis";
import { type Connection, connectionFromEnv, type Target, targetOf, tlsOptions } from "./connection";
import { follow } from "./credentials";
import type { ConnectionEvent } from "./events";

export interface ClientOptions {
  /** Gets what happens to the connection: other credentials, another authority, a problem. */
  onEvent?: (event: ConnectionEvent) => void;
  /** Options of ioredis that replace those of this library. */
  redis?: RedisOptions;
}

/**
 * A client of ioredis that notices a new master, other credentials and another certificate authority soon. It does not
 * throw where Redis is away.
 *
 * @default connection connectionFromEnv()
 * @throws CacheError of kind `argument` where the connection says no address
 */
export function createClient(connection: Connection & { cluster: object | string }, options?: ClientOptions): Cluster;
export function createClient(connection?: Connection, options?: ClientOptions): Redis;
export function createClient(
  connection: Connection = connectionFromEnv(),
  { onEvent = () => {}, redis: own = {} }: ClientOptions = {},
): Redis | Cluster {
  const target = targetOf(connection);
  const options = { ...optionsOf(target), ...own };
  const client = target.cluster
    ? new Cluster(target.cluster, clusterOptions(options))
    : new Redis({ ...options, ...placeOptions(target) });
  follow(client, connection, target, onEvent);
  return client;
}

/** The options by which ioredis finds and uses a server. */
function optionsOf({ credentials, database, ...target }: Target): RedisOptions {
  return {
    ...credentials,
    ...(database && { db: database }),
    ...(target.ca !== undefined && { tls: tlsOptions(target) }),
    retryStrategy: (times) => Math.min(times * 20, 1000),
    connectTimeout: 1000,
    // A server that hangs is given up.
    socketTimeout: 1000,
    // A master that was degraded while connected: its clients look for the new one, and send the command there.
    reconnectOnError: (error) => (error.message.startsWith("READONLY") ? 2 : false),
  };
}

function placeOptions({ sentinels, masterName, address, credentials, ...target }: Target): RedisOptions {
  if (!sentinels) return { ...address };
  return {
    sentinels,
    name: masterName,
    sentinelUsername: credentials.username,
    sentinelPassword: credentials.password,
    sentinelRetryStrategy: (times) => Math.min(times * 20, 1000),
    ...(target.ca !== undefined && { sentinelTLS: tlsOptions(target), enableTLSForSentinelMode: true }),
  };
}

function clusterOptions(redisOptions: RedisOptions): ClusterOptions {
  return {
    redisOptions,
    clusterRetryStrategy: (times) => Math.min(times * 20, 1000),
    scaleReads: "master",
    slotsRefreshTimeout: 1000,
  };
}
