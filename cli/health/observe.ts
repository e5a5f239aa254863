import type { Redis } from "ioredis";
import { ask } from "./connect";
import { type DeployedInstance, type Endpoint, monitoringOf } from "./deployed";
import { type MonitoringView, viewMonitoring } from "./monitoring";
import { type ProxyView, viewProxy } from "./proxy";

/** What a Redis node says about itself; only the name where it does not answer. */
export interface RedisView extends Endpoint {
  error?: string;
  role?: string;
  /** Address of the node that it follows. */
  follows?: string;
  linked?: boolean;
  /** Position in the stream of writes, in bytes. */
  offset?: number;
  /** Seconds since it heard from its master. */
  silence?: number;
  usedMemory?: number;
  maxmemory?: number;
}

/** What a Sentinel says about the master. */
export interface SentinelView extends Endpoint {
  error?: string;
  /** Address of the node that it holds for the master. */
  master?: string;
  masterDown?: boolean;
  /** What it thinks of the master in its own words, as `s_down,master,disconnected`. */
  masterFlags?: string;
  /** Its clock or its name server stood still, and for 30 s it trusts nobody (Redis docs, Sentinel, "TILT mode"). */
  tilted?: boolean;
  replicas?: number;
  otherSentinels?: number;
}

export interface InstanceView<R extends RedisView = RedisView> {
  instance: string;
  masterName: string;
  redis: R[];
  sentinels: SentinelView[];
  /** Each process of its proxy, where it has one. */
  proxies?: ProxyView[];
  /** What watches the nodes on this machine, where it has that. */
  monitoring?: MonitoringView[];
}

/** Asks all nodes of the instance at once. */
export async function observe(instance: DeployedInstance): Promise<InstanceView> {
  return observeBy(instance, viewRedis);
}

/** The same, with more than is said here asked of each Redis node. */
export async function observeBy<R extends RedisView>(
  instance: DeployedInstance,
  view: (node: Endpoint, instance: DeployedInstance) => Promise<R>,
): Promise<InstanceView<R | (Endpoint & { error: string })>> {
  const { name, masterName, proxy, proxies = proxy && [proxy], monitoring } = instance;
  const [redis, sentinels, proxyViews, monitoringViews] = await Promise.all([
    Promise.all(instance.redis.map((node) => orError(node, () => view(node, instance)))),
    Promise.all(instance.sentinels.map((node) => orError(node, () => viewSentinel(node, instance)))),
    Promise.all((proxies ?? []).map((one) => orError(one, () => viewProxy(one, instance)))),
    Promise.all(monitoringOf(instance).map(([kind, one]) => orError(one, () => viewMonitoring(kind, one)))),
  ]);
  return {
    instance: name,
    masterName,
    redis,
    sentinels,
    ...(proxies && { proxies: proxyViews }),
    ...(monitoring && { monitoring: monitoringViews }),
  };
}

export function addressOf({ host, port }: Pick<Endpoint, "host" | "port">): string {
  return `${host}:${port}`;
}

/** What a node shows, or only the reason why it does not answer. */
export async function orError<N extends Endpoint, T extends N>(
  node: N,
  view: () => Promise<T>,
): Promise<T | (N & { error: string })> {
  try {
    return await view();
  } catch (error) {
    if ((error as Error).name === "UserError") throw error;
    return { ...node, error: (error as Error).message };
  }
}

async function viewRedis(node: Endpoint, instance: DeployedInstance): Promise<RedisView> {
  return redisView(node, parseInfo(await ask(node, instance, "ops", (client) => client.info())));
}

/** What a node's INFO says. */
export function redisView(node: Endpoint, info: Record<string, string>): RedisView {
  const number = (name: string) => (info[name] === undefined ? undefined : Number(info[name]));
  const follower = info.role === "slave";
  return {
    ...node,
    role: follower ? "replica" : info.role,
    ...(follower && {
      follows: addressOf({ host: info.master_host!, port: Number(info.master_port) }),
      linked: info.master_link_status === "up",
      silence: number("master_last_io_seconds_ago"),
    }),
    offset: number(follower ? "slave_repl_offset" : "master_repl_offset"),
    usedMemory: number("used_memory"),
    maxmemory: number("maxmemory"),
  };
}

async function viewSentinel(node: Endpoint, instance: DeployedInstance): Promise<SentinelView> {
  const questions = (client: Redis) =>
    Promise.all([client.call("SENTINEL", "MASTER", instance.masterName), client.info("sentinel")]);
  const [answer, info] = await ask(node, instance, "ops", questions);
  const master = fieldsOf(answer);
  return {
    ...node,
    master: addressOf({ host: master.ip!, port: Number(master.port) }),
    masterDown: /[so]_down/.test(master.flags!),
    masterFlags: master.flags,
    tilted: parseInfo(info).sentinel_tilt === "1",
    replicas: Number(master["num-slaves"]),
    otherSentinels: Number(master["num-other-sentinels"]),
  };
}

export function parseInfo(text: string): Record<string, string> {
  const pairs = text.split(/\r?\n/).flatMap((line) => {
    const colon = line.indexOf(":");
    return colon > 0 && !line.startsWith("#") ? [[line.slice(0, colon), line.slice(colon + 1)] as const] : [];
  });
  return Object.fromEntries(pairs);
}

/** RESP3 answers with a map, RESP2 with a flat list of names and values. */
export function fieldsOf(answer: unknown): Record<string, string> {
  if (answer instanceof Map) return Object.fromEntries(answer) as Record<string, string>;
  if (!Array.isArray(answer)) return answer as Record<string, string>;
  const list = answer as string[];
  return Object.fromEntries(list.flatMap((name, index) => (index % 2 === 0 ? [[name, list[index + 1]!]] : [])));
}
