import type { Redis } from "ioredis";
import { type DeployedInstance, type Endpoint, proxiesOf } from "../../cli/health/deployed";
import { fieldsOf, observe, parseInfo } from "../../cli/health/observe";
import { proxyStart } from "../../cli/health/proxy";
import type { Part } from "../../configs";
import { processName } from "../../review/nodes";
import { type Data, dataOf } from "./data";
import type { Nodes } from "./nodes";
import { type Rights, rightsOf, type Samples, sampleOf } from "./rights";
import { type UserFacts, usersOn } from "./users";

/** What a node says of itself. */
export interface NodeFacts {
  part: Part;
  /** Another one after each start. */
  runId: string;
  /** When its server has started, in seconds since 1970, by its own clock. */
  startedAt: number;
  /** All that CONFIG GET tells; of a Sentinel what it says of the master, by the names of its options. */
  config: Record<string, string>;
  users: Record<string, UserFacts>;
  /** Names of the connections that it has. */
  clients: string[];
  /** Nothing of a Sentinel. */
  data: Data;
}

/** What an instance says of itself, as far as a change may touch it. */
export interface InstanceFacts {
  nodes: Record<string, NodeFacts>;
  master: string;
  /** What the data set of the master takes, in bytes. */
  used: number;
  /** Of each name that applications log in by: the channels that its rules name, and what it may do. */
  channels: Record<string, string[]>;
  rights: Record<string, Rights>;
  samples: Samples;
  /** Which node does not let in which of them. */
  locked: string[];
  /** When each process of the proxy began or read its configuration anew, in seconds since 1970, by its name. */
  proxies: Record<string, number>;
}

/** What to look at beside that which an instance tells by itself. */
export interface Wanted {
  /** Names of users that it may have. */
  users: readonly string[];
  /** Keys and channels that were tried before. */
  samples?: Samples;
}

/** Asks every node; throws where one gives no answer, or where not exactly one is master. */
export async function factsOf(nodes: Nodes, { users, samples }: Wanted): Promise<InstanceFacts> {
  const { instance } = nodes;
  const masters = (await observe(instance)).redis.filter(({ role }) => role === "master");
  const [master, ...more] = masters;
  if (!master || more.length > 0) throw new Error(`masters: ${masters.map(({ name }) => name).join(", ") || "none"}`);
  const redis = instance.redis.map((node) => factsOfRedis(nodes, node, users));
  const sentinels = instance.sentinels.map((node) => factsOfSentinel(nodes, node, users));
  const found = Object.fromEntries(await Promise.all([...redis, ...sentinels]));
  const known = found[master.name]!.users;
  const names = nodes.logins.map(({ username }) => username);
  const all = mergeSamples(
    samples,
    names.flatMap((name) => known[name] ?? []),
  );
  return {
    nodes: found,
    master: master.name,
    used: master.usedMemory ?? 0,
    channels: Object.fromEntries(names.map((name) => [name, known[name]?.channels ?? []])),
    rights: await rightsOfAll(nodes, master, all),
    samples: all,
    locked: await lockedOut(nodes),
    proxies: await factsOfProxies(instance),
  };
}

function mergeSamples(tried: Samples = { keys: ["x"], channels: ["x"] }, users: readonly UserFacts[]): Samples {
  const merge = (of: "keys" | "channels") => [
    ...new Set([...tried[of], ...users.flatMap((user) => user[of].slice(0, mostSamples).map(sampleOf))]),
  ];
  return { keys: merge("keys"), channels: merge("channels") };
}

/** User `app` has a rule for each letter of Sentinel's channels. */
const mostSamples = 4;

async function rightsOfAll(nodes: Nodes, master: Endpoint, samples: Samples): Promise<Record<string, Rights>> {
  const all = nodes.logins.map(async (login) => {
    const client = await nodes.by(login, master).catch(() => undefined);
    return client ? [[login.username, await rightsOf(client, samples)] as const] : [];
  });
  return Object.fromEntries((await Promise.all(all)).flat());
}

async function lockedOut(nodes: Nodes): Promise<string[]> {
  const all = nodes.all.flatMap((node) =>
    nodes.logins.map(async (login) => {
      const isIn = await nodes.by(login, node).then(
        () => true,
        () => false,
      );
      return isIn ? [] : [`${node.name} does not let ${login.username} in`];
    }),
  );
  return (await Promise.all(all)).flat();
}

async function factsOfProxies(instance: DeployedInstance): Promise<InstanceFacts["proxies"]> {
  const found = proxiesOf(instance).map(async (one) => [one.name, await proxyStart(one, instance)] as const);
  return Object.fromEntries(await Promise.all(found));
}

async function factsOfRedis(nodes: Nodes, node: Endpoint, users: readonly string[]): Promise<[string, NodeFacts]> {
  const ops = await nodes.as("ops", node);
  const config = fieldsOf(await ops.config("GET", "*"));
  return [node.name, { ...(await factsOfServer(node, ops, users)), config, data: await dataOf(nodes, node) }];
}

async function factsOfSentinel(nodes: Nodes, node: Endpoint, users: readonly string[]): Promise<[string, NodeFacts]> {
  const ops = await nodes.as("ops", node);
  const said = fieldsOf(await ops.call("SENTINEL", "MASTER", nodes.instance.masterName));
  const config = Object.fromEntries(Object.entries(sentinelFields).map(([option, field]) => [option, said[field]!]));
  return [node.name, { ...(await factsOfServer(node, ops, users)), config, data: {} }];
}

/** How many other Sentinels one counts on. */
export const countOfSentinels = "other Sentinels";

/** As the review calls them, and as SENTINEL MASTER does. */
const sentinelFields = {
  "sentinel monitor": "quorum",
  "sentinel down-after-milliseconds": "down-after-milliseconds",
  "sentinel failover-timeout": "failover-timeout",
  "sentinel parallel-syncs": "parallel-syncs",
  [countOfSentinels]: "num-other-sentinels",
};

async function factsOfServer(
  { name }: Endpoint,
  ops: Redis,
  users: readonly string[],
): Promise<Pick<NodeFacts, "part" | "runId" | "startedAt" | "users" | "clients">> {
  const { run_id: runId, ...info } = parseInfo(await ops.info("server"));
  const startedAt = Math.floor(Number(info.server_time_usec) / 1e6) - Number(info.uptime_in_seconds);
  const clients = [...String(await ops.client("LIST")).matchAll(/ name=(\S+)/g)].map(([, found]) => found!);
  return {
    part: processName({ node: name })!.part,
    runId: runId!,
    startedAt,
    users: await usersOn(ops, users),
    clients,
  };
}
