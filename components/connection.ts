import type { InstanceContext, InstanceSecrets, NodeAddress } from "../configs";

/** Name and address of a node. */
export type Endpoint = Pick<NodeAddress, "name" | "host" | "port">;

/** Where the nodes of an instance are. Which of the Redis nodes is master, the Sentinels know. */
export interface Endpoints {
  masterName: string;
  tls: boolean;
  redis: Endpoint[];
  sentinels: Endpoint[];
}

/** All that an application needs to connect. */
export interface Connection {
  /**
   * `redis+sentinel://user:password@host:port,host:port/masterName/0`, or `rediss+sentinel://` with TLS.
   *
   * The form that RedisVL, LangChain, Prefect and redis-sentinel-url read. Clients without a form for Sentinel, such as
   * ioredis, redis-py, Lettuce or go-redis, take the fields below.
   */
  url: string;
  /** Addresses of the Sentinels, which take the same user and password. */
  sentinels: { host: string; port: number }[];
  masterName: string;
  username: string;
  password: string;
  /** Certificate authority in PEM, with TLS. */
  ca?: string;
}

/** The nodes that exist from the start, the home of the master first. */
export function endpointsOf({ masterName, nodes, settings }: InstanceContext): Endpoints {
  const replicas = nodes.replicas.slice(0, settings.replicas.min);
  return {
    masterName,
    tls: settings.tls.enabled,
    redis: [nodes.home, ...replicas].map(endpointOf),
    sentinels: nodes.sentinels.map(endpointOf),
  };
}

export function endpointOf({ name, host, port }: NodeAddress): Endpoint {
  return { name, host, port };
}

export function connectionOf(context: InstanceContext, secrets: InstanceSecrets): Connection {
  const { masterName, nodes, settings } = context;
  const sentinels = nodes.sentinels.map(({ host, port }) => ({ host, port }));
  const user = { username: "app", password: secrets.app };
  const ca = settings.tls.enabled ? secrets.tls?.ca : undefined;
  return { url: urlOf(context, user), sentinels, masterName, ...user, ...(ca && { ca }) };
}

function urlOf({ masterName, nodes, settings }: InstanceContext, user: { username: string; password: string }): string {
  const scheme = settings.tls.enabled ? "rediss+sentinel" : "redis+sentinel";
  const hosts = nodes.sentinels.map(({ host, port }) => `${host}:${port}`).join(",");
  return `${scheme}://${user.username}:${encodeURIComponent(user.password)}@${hosts}/${masterName}/0`;
}
