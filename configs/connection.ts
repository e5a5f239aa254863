import type { InstanceSecrets } from "./secrets/types";
import type { InstanceContext, NodeAddress } from "./instance/context";
import { applicationUsers, loginOf, passwordIn } from "./secrets/users";

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
   * Percent-encoded. The form that RedisVL, LangChain, Prefect and redis-sentinel-url read. Clients without a form for
   * Sentinel, such as ioredis, redis-py, Lettuce or go-redis, take the fields below.
   */
  url: string;
  /** Addresses of the Sentinels, which take the same user and password. */
  sentinels: { host: string; port: number }[];
  masterName: string;
  username: string;
  /** Absent where it comes from a Secret or a store that is not the program's. */
  password?: string;
  /** Certificate authority in PEM, where the program has made it. */
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

/** The connection of a user as far as the program knows it: passwords from elsewhere it never sees. */
export function connectionOf(context: InstanceContext, secrets: Partial<InstanceSecrets>, user = "app"): Connection {
  const { masterName, nodes, settings } = context;
  const sentinels = nodes.sentinels.map(({ host, port }) => ({ host, port }));
  const username = loginOf(settings, user);
  const password = passwordIn(secrets, username);
  const { enabled, source } = settings.tls;
  const ca = enabled && source === "selfMade" ? secrets.tls?.ca : undefined;
  return {
    url: urlOf(context, username, password),
    sentinels,
    masterName,
    username,
    ...(password !== undefined && { password }),
    ...(ca !== undefined && { ca }),
  };
}

/** The same for each user of setting `users` but `app`, by its name. */
export function userConnectionsOf(
  context: InstanceContext,
  secrets: Partial<InstanceSecrets>,
): Record<string, Connection> {
  const [, ...users] = applicationUsers(context.settings);
  return Object.fromEntries(users.map((user) => [user, connectionOf(context, secrets, user)]));
}

/** The connection of a user as texts by name, as a Secret holds them. */
export function connectionEntries(
  context: InstanceContext,
  secrets: Partial<InstanceSecrets>,
  user?: string,
): Record<string, string> {
  const { sentinels, ...rest } = connectionOf(context, secrets, user);
  return { ...rest, sentinels: addressList(sentinels) };
}

function urlOf({ masterName, nodes, settings }: InstanceContext, username: string, password?: string): string {
  const scheme = settings.tls.enabled ? "rediss+sentinel" : "redis+sentinel";
  const user = password === undefined ? username : `${username}:${encodeURIComponent(password)}`;
  return `${scheme}://${user}@${addressList(nodes.sentinels)}/${masterName}/0`;
}

function addressList(nodes: readonly Pick<NodeAddress, "host" | "port">[]): string {
  return nodes.map(({ host, port }) => `${host}:${port}`).join(",");
}
