import type { Redis, RedisOptions } from "ioredis";
import { requestHandOver, settle } from "../failure/scenario";
import { type Cluster, closeClusters, startCluster } from "../support/cluster";
import { proxySettled } from "../support/cluster/proxy-view";
import { askOnce, DefaultClients, expectNewestOn } from "./default-clients";

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ input: { proxy: { kind: "envoy", protocol: "redis" } } });
  await proxySettled(cluster);
});
afterAll(closeClusters);

function through<T>(ask: (client: Redis) => Promise<T>, options: RedisOptions = {}): Promise<T> {
  return askOnce({ ...cluster.plainOptions(), ...options }, ask);
}

/** Times that a command has run on each node, by clients: nodes ask each other for none of these. */
async function callsOf(command: string): Promise<Record<string, number>> {
  const count = async (node: (typeof cluster.redis)[number]) =>
    Number(/calls=(\d+)/.exec((await node.info("commandstats"))[`cmdstat_${command}`] ?? "")?.[1] ?? 0);
  return Object.fromEntries(
    await Promise.all(cluster.redis.map(async (node) => [node.name, await count(node)] as const)),
  );
}

async function ranBetween(command: string, work: () => Promise<unknown>): Promise<string[]> {
  const before = await callsOf(command);
  await work();
  const after = await callsOf(command);
  return Object.keys(after).filter((name) => after[name]! > before[name]!);
}

test("the port for reads splits: what only reads goes to replicas, what writes to the master", async () => {
  const master = await cluster.master();
  const replicas = cluster.redis.filter((node) => node !== master).map(({ name }) => name);
  const port = cluster.plainOptions("readPort");
  const keys = Array.from({ length: 20 }, (_, i) => `split:${i}`);
  const all = (ask: (client: Redis, key: string) => Promise<unknown>) =>
    through((client) => Promise.all(keys.map((key) => ask(client, key))), port);
  expect(await ranBetween("set", () => all((client, key) => client.set(key, key)))).toContain(master.name);
  await cluster.waitFor("replicas have them", async () => {
    const values = (await all((client, key) => client.get(key))) as (string | null)[];
    return values.every((value, i) => value === keys[i]);
  });
  const readers = await ranBetween("get", () => all((client, key) => client.get(key)));
  expect(readers.length).toBeGreaterThan(0);
  expect(replicas).toEqual(expect.arrayContaining(readers));
});

test("the port for writes leads to the master with everything", async () => {
  const master = await cluster.master();
  expect(await ranBetween("get", () => through((client) => client.get("any")))).toEqual([master.name]);
});

test("clients log in to Envoy: by the name in use or none, and a wrong password is refused", async () => {
  await expect(through((client) => client.ping(), { username: undefined })).resolves.toBe("PONG");
  const wrong = (client: Redis) => client.call("AUTH", "app", "wrong");
  await expect(through(wrong)).rejects.toThrow(/^WRONGPASS/);
});

test("blocking commands and groups of streams are refused", async () => {
  const command = (...words: string[]) => through((client) => client.call(words[0]!, ...words.slice(1)));
  await expect(command("BLPOP", "list", "1")).rejects.toThrow(/unknown command/);
  await expect(command("XREADGROUP", "GROUP", "g", "c", "STREAMS", "s", ">")).rejects.toThrow(/unknown command/);
});

test("planned and after kill -9 it follows; what clients see meanwhile is an error of Envoy, never READONLY", async () => {
  const clients = new DefaultClients(cluster.plainOptions(), 3);
  const load = await cluster.writeLoad();
  expect(await requestHandOver(cluster, await cluster.master())).toContain(" done ");
  await settle({ cluster, load });
  await proxySettled(cluster);
  (await cluster.master()).kill("server");
  const master = await settle({ cluster, load });
  await proxySettled(cluster);
  await expectNewestOn(master, clients, cluster);
  // Or of a successor that a Sentinel has promoted, until its script has opened it (HA rule 6.10).
  const others = Object.keys(clients.errors).filter((words) => !/upstream|^NOREPLICAS/.test(words));
  expect(others).toEqual([]);
});

test("a changed password that nodes take counts for clients too", async () => {
  const fresh = "another-password-of-app";
  const configured = () => cluster.redis.map((node) => node.events("configured").length);
  const before = configured();
  for (const node of cluster.nodes) node.mount({ "app.other": fresh });
  // Envoy logs in once a connection, and goes on with one that was refused.
  await cluster.waitFor("nodes take it", () => configured().every((count, i) => count > before[i]!));
  cluster.proxy!.mount({ app: fresh });
  await cluster.waitFor("it counts", () =>
    through(async (client) => (await client.get("any")) === null, { password: fresh }).catch(() => false),
  );
});
