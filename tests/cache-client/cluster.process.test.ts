import type { Cluster } from "ioredis";
import pWaitFor from "p-wait-for";
import { freePorts } from "../../benchmarks/free-ports";
import { Cache, type CacheEvent, createClient } from "../../clients/node/src";
import { type RedisProcess, startServer, stopServers } from "../support/redis-process";
import { testServers } from "../support/servers";
import { patient } from "./support/patience";

const server = testServers().find((one) => one.version.startsWith("7.0"))!;
const slots = 16_384;
let nodes: RedisProcess[];
let client: Cluster;
let cache: Cache;
const events: CacheEvent[] = [];

/** A plain cluster of three masters. */
beforeAll(async () => {
  const first = await freePorts(6);
  // The default, 10,000 above the other one, may be a port that a client of somebody else has.
  const busOf = (i: number) => first + 3 + i;
  const conf = (i: number) => `save ""\ncluster-enabled yes\ncluster-port ${busOf(i)}\ncluster-node-timeout 60000\n`;
  const files = (i: number) => ({ main: "redis.conf", files: { "redis.conf": conf(i) }, port: first + i });
  nodes = await Promise.all([0, 1, 2].map((i) => startServer(server, files(i))));
  const admins = nodes.map((node) => node.connect({ enableReadyCheck: false }));
  for (const [i, admin] of admins.entries()) {
    await admin.call("CLUSTER", "ADDSLOTSRANGE", Math.ceil((i * slots) / 3), Math.ceil(((i + 1) * slots) / 3) - 1);
    await admin.call("CLUSTER", "MEET", "127.0.0.1", nodes[0]!.port, busOf(0));
  }
  const isWhole = async () => {
    const infos = await Promise.all(admins.map((admin) => admin.cluster("INFO")));
    return infos.every((info) => /cluster_state:ok/.test(info) && /cluster_known_nodes:3/.test(info));
  };
  await pWaitFor(isWhole, { interval: 100, timeout: 180_000 });
  client = createClient({ cluster: nodes.map(({ port }) => ({ host: "127.0.0.1", port })) });
  cache = new Cache(client, { prefix: "cluster", ...patient, onEvent: (event) => events.push(event) });
});
afterAll(async () => {
  await cache.close();
  client.disconnect();
  await stopServers();
});

const keys = Array.from({ length: 30 }, (_, i) => `key {${i}} 🔑`);

test("entries of all nodes, with tags of other nodes: one load each, and misses by one command", async () => {
  let loads = 0;
  const fetchAll = () =>
    Promise.all(keys.map((key) => cache.fetch(key, () => ++loads, { ttl: 60, tags: ["a", "b", key] })));
  const first = await fetchAll();
  expect(await fetchAll()).toEqual(first);
  expect(loads).toBe(keys.length);
  const sizes = await Promise.all(client.nodes("master").map((node) => node.dbsize()));
  expect(sizes.every((size) => size > 0)).toBe(true);

  await cache.invalidate({ tags: ["b"] });
  await fetchAll();
  expect(loads).toBe(2 * keys.length);
  await cache.delete(...keys.slice(0, 10));
  await fetchAll();
  expect(loads).toBe(2 * keys.length + 10);
  expect(events.filter(({ type }) => type === "error")).toEqual([]);
});

test("many keys in one call, and a loader that is older than an invalidation", async () => {
  const many = await cache.fetchMany(keys, (asked) => Promise.resolve(new Map(asked.map((key) => [key, key]))), {
    ttl: 60,
  });
  expect(many.size).toBe(keys.length);
  let source = 1;
  const old = cache.fetch(
    "race",
    async () => {
      const value = source;
      source = 2;
      await cache.delete("race");
      return value;
    },
    { ttl: 60 },
  );
  expect(await old).toBe(1);
  expect(await cache.fetch("race", () => source, { ttl: 60 })).toBe(2);
});

test("durable is refused, as each node has replicas of its own", async () => {
  await expect(cache.invalidate({ keys: ["k"] }, { durable: true })).rejects.toMatchObject({ kind: "argument" });
});

test("a node that is gone: its keys come from the loader, without an error", async () => {
  await nodes[2]!.stop();
  let loads = 0;
  const values = await Promise.all(keys.map((key) => cache.fetch(`gone ${key}`, () => ++loads, { ttl: 60 })));
  expect([values.length, loads]).toEqual([keys.length, keys.length]);
});
