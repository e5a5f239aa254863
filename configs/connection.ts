import type { InstanceSecrets } from "./secrets/types";
import type { InstanceContext, MonitoringKind, NodeAddress } from "./instance/context";
import { usesCertificates } from "./instance/proxy-tls";
import type { Instance } from "./settings/instance";
import { readsCommands } from "./settings/proxy";
import { applicationUsers, loginOf, passwordIn } from "./secrets/users";

/** Name and address of a node. */
export type Endpoint = Pick<NodeAddress, "name" | "host" | "port">;

/** Where a proxy is: `port` takes writes, `readPort` reads, and `healthPort` tells by HTTP what it follows. */
export interface ProxyEndpoint extends Endpoint {
  readPort: number;
  healthPort: number;
  /** Present where it reads commands itself, and refuses some: docs/proxy.md. */
  protocol?: "redis";
  /** Of a Twemproxy: the instance as one of its shards. */
  shard?: string;
  /** Whether clients speak TLS at its ports; undefined is as at the nodes. */
  tls?: boolean;
}

/** Where the nodes of an instance are. Which of the Redis nodes is master, the Sentinels know. */
export interface Endpoints {
  masterName: string;
  tls: boolean;
  redis: Endpoint[];
  sentinels: Endpoint[];
  /** Where the instance has one. */
  proxy?: ProxyEndpoint;
  /** All that lead to it, where the Twemproxy of another instance does. */
  proxies?: ProxyEndpoint[];
  /** What watches the nodes on this machine, by HTTP, where the instance has that. */
  monitoring?: Record<MonitoringKind, Endpoint>;
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
  /** For clients that know no Sentinel, where the instance has a proxy. */
  proxy?: ProxyConnection;
}

/** The addresses of a proxy, which take the same user and password, or with Twemproxy the password alone. */
export interface ProxyConnection {
  /**
   * `redis://user:password@host:port/0` of the port for writes, or `rediss://` with TLS; every client reads it. That of
   * Twemproxy has no user, and clients need settings beside it: docs/proxy.md.
   */
  url: string;
  /** Leads to the master, wherever it is. */
  writes: Address;
  /** Leads to replicas in touch with the master; with Twemproxy to the master as well. */
  reads: Address;
}

type Address = Pick<NodeAddress, "host" | "port">;

/** The nodes that exist from the start, the home of the master first. */
export function endpointsOf({ name, masterName, nodes, settings, shardOf }: InstanceContext): Endpoints {
  const replicas = nodes.replicas.slice(0, settings.replicas.min);
  const own = nodes.proxy && proxyEndpointOf(nodes.proxy, settings, name);
  return {
    masterName,
    tls: settings.tls.enabled,
    redis: [nodes.home, ...replicas].map(endpointOf),
    sentinels: nodes.sentinels.map(endpointOf),
    ...(own && { proxy: own }),
    ...(shardOf?.nodes.proxy &&
      shardOf.name !== name && {
        proxies: [...(own ? [own] : []), proxyEndpointOf(shardOf.nodes.proxy, shardOf.settings, name)],
      }),
    ...(nodes.monitoring && { monitoring: monitoringEndpoints(nodes.monitoring) }),
  };
}

export function monitoringEndpoints(nodes: Record<MonitoringKind, NodeAddress>): Record<MonitoringKind, Endpoint> {
  const { prometheus, alertmanager, exporter } = nodes;
  return {
    prometheus: endpointOf(prometheus),
    alertmanager: endpointOf(alertmanager),
    exporter: endpointOf(exporter),
  };
}

function proxyEndpointOf(address: NodeAddress, settings: Instance, instance: string): ProxyEndpoint {
  const { proxy } = settings;
  return {
    ...endpointOf(address),
    readPort: proxy.readPort,
    healthPort: proxy.healthPort,
    tls: usesCertificates(settings),
    ...(readsCommands(proxy) && { protocol: "redis" as const }),
    ...(proxy.kind === "twemproxy" && { shard: instance }),
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
  const isTwemproxy = settings.proxy.kind === "twemproxy";
  // Twemproxy knows no names.
  const login = loginText(isTwemproxy ? "" : username, password);
  const ca = usesCertificates(settings) && settings.tls.source === "selfMade" ? secrets.tls?.ca : undefined;
  return {
    url: sentinelUrlOf(context, loginText(username, password)),
    sentinels,
    masterName,
    username,
    ...(password !== undefined && { password }),
    ...(ca !== undefined && { ca }),
    ...(nodes.proxy && !(isTwemproxy && user !== "app") && { proxy: proxyConnectionOf(context, nodes.proxy, login) }),
  };
}

function proxyConnectionOf({ settings }: InstanceContext, { host, port }: NodeAddress, login: string): ProxyConnection {
  const scheme = usesCertificates(settings) ? "rediss" : "redis";
  return {
    url: `${scheme}://${login}@${host}:${port}/0`,
    writes: { host, port },
    reads: { host, port: settings.proxy.readPort },
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
  const { sentinels, proxy, ...rest } = connectionOf(context, secrets, user);
  return { ...rest, sentinels: addressList(sentinels), ...(proxy && proxyEntries(proxy)) };
}

function proxyEntries({ url, writes, reads }: ProxyConnection): Record<string, string> {
  return { proxyUrl: url, proxyWrites: addressList([writes]), proxyReads: addressList([reads]) };
}

function sentinelUrlOf({ masterName, nodes, settings }: InstanceContext, login: string): string {
  const scheme = settings.tls.enabled ? "rediss+sentinel" : "redis+sentinel";
  return `${scheme}://${login}@${addressList(nodes.sentinels)}/${masterName}/0`;
}

function loginText(username: string, password?: string): string {
  return password === undefined ? username : `${username}:${encodeURIComponent(password)}`;
}

function addressList(nodes: readonly Address[]): string {
  return nodes.map(({ host, port }) => `${host}:${port}`).join(",");
}
