import { setTimeout as delay } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Redis } from "ioredis";
import pWaitFor from "p-wait-for";
import {
  Cache,
  CacheError,
  type CacheEvent,
  type CacheOptions,
  fetchWithCache,
  getCache,
  setCache,
} from "../../clients/node/src";
import { type RedisProcess, startServer, stopServers } from "../support/redis-process";
import { testServers } from "../support/servers";
import { closeRelays, Relay } from "../../benchmarks/cache/relay";
import { patient, patientClient } from "./support/patience";
import { Gate } from "./support/scenario";

let server: RedisProcess;
let relay: Relay;
let admin: Redis;
let client: Redis;
const events: CacheEvent[] = [];
const caches: Cache[] = [];

beforeAll(async () => {
  const installed = testServers().find((one) => one.version.startsWith("7.0"))!;
  server = await startServer(installed, { main: "redis.conf", files: { "redis.conf": 'save ""\n' } });
  admin = server.connect();
});
beforeEach(async () => {
  await admin.flushall();
  await admin.config("RESETSTAT");
  events.length = 0;
  relay = await Relay.to(server.port);
  client = patientClient({ url: `redis://127.0.0.1:${relay.port}` });
  await client.ping();
});
afterEach(async () => {
  await Promise.all(caches.splice(0).map((cache) => cache.close()));
  client.disconnect();
  await closeRelays();
});
afterAll(stopServers);

function cacheOf(options: Partial<CacheOptions> = {}): Cache {
  const onEvent = (event: CacheEvent) => events.push(event);
  const cache = new Cache(client, { prefix: "test", ...patient, onEvent, ...options });
  caches.push(cache);
  return cache;
}

const count = (type: CacheEvent["type"]) => events.filter((event) => event.type === type).length;

async function calls(command: string): Promise<number> {
  const stats = await admin.info("commandstats");
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
}

/** A loader that counts its calls, and how many of them ran at once. */
function source(ms: number) {
  const seen = { calls: 0, now: 0, most: 0 };
  const load = async () => {
    seen.calls++;
    seen.most = Math.max(seen.most, ++seen.now);
    await delay(ms);
    seen.now--;
    return seen.calls;
  };
  return { seen, load };
}

test("50 fetches at once in a process are one load and two reads", async () => {
  const { seen, load } = source(100);
  const cache = cacheOf();
  const values = await Promise.all(Array.from({ length: 50 }, () => cache.fetch("k", load, { ttl: 60 })));
  expect([new Set(values), seen.calls]).toEqual([new Set([1]), 1]);
  expect(await calls("get")).toBeLessThanOrEqual(2 + 2); // Those of the two scripts are counted too.
});

test("a loader that outlives its lease is called once in each period of it", async () => {
  const { seen, load } = source(700);
  const values = await Promise.all(
    Array.from({ length: 5 }, () => cacheOf().fetch("k", load, { ttl: 60, leaseMs: 300, waitMs: 10_000 })),
  );
  expect(values).toHaveLength(5);
  expect(seen.calls).toBeLessThanOrEqual(5);
  expect(count("refused")).toBeGreaterThanOrEqual(1);
});

test("Redis is down from the start: the client is there, values are the loader's, one event a period, and no memory", async () => {
  client.disconnect();
  await relay.fault("down");
  client = patientClient({ url: `redis://127.0.0.1:${relay.port}` });
  // A budget is what each probe costs.
  const cache = cacheOf({ budgetMs: 1000, onEvent: (event) => event.type !== "load" && events.push(event) });
  const fetchMany = async (number: number) => {
    for (let i = 0; i < number; i++) expect(await cache.fetch(`key ${i}`, () => i, { ttl: 60 })).toBe(i);
  };
  await fetchMany(2000);
  const before = heapAfterCollection();
  await fetchMany(10_000);
  expect(heapAfterCollection() - before).toBeLessThan(3e6);
  const errors = count("error");
  expect(errors).toBeGreaterThanOrEqual(1);
  expect(errors).toBe(events.filter((event) => event.type === "breaker" && event.state === "open").length);
  expect(count("miss")).toBe(0);
});

test("an outage under 100 keys: no more loads at once than the cap, one at a time for a key, and none at its end", async () => {
  const cache = cacheOf({ awayLoads: 8 });
  const perKey = Array.from({ length: 100 }, () => source(20));
  const fetchAll = () => Promise.all(perKey.map(({ load }, i) => cache.fetch(`key ${i}`, load, { ttl: 60 })));
  await fetchAll();
  await relay.fault("silent");
  const all = source(20);
  const away = () => Promise.all(Array.from({ length: 100 }, (_, i) => cache.fetch(`key ${i}`, all.load, { ttl: 60 })));
  await away();
  expect(all.seen).toMatchObject({ calls: 100, most: 8 });
  await Promise.all([away(), away()]);
  expect(all.seen).toMatchObject({ calls: 200, most: 8 });

  await relay.fault("none");
  await pWaitFor(async () => {
    await cache.fetch("probe", () => 1, { ttl: 60 });
    return (await admin.exists("test:1:{probe}")) === 1;
  });
  await fetchAll();
  await fetchAll();
  expect(perKey.filter(({ seen }) => seen.calls > 1)).toEqual([]);
});

test("callers who wait in vain for the cap are told so", async () => {
  const cache = cacheOf({ awayLoads: 1, budgetMs: 1000 });
  await relay.fault("down");
  const gate = new Gate();
  const load = async () => (await gate.pass(), 1);
  const first = cache.fetch("a", load, { ttl: 60 });
  await expect(cache.fetch("b", load, { ttl: 60, waitMs: 50 })).rejects.toMatchObject({ kind: "overloaded" });
  gate.open();
  expect(await first).toBe(1);
});

test("a durable invalidation without a replica says so, and is not done twice as long as it is remembered", async () => {
  const cache = cacheOf({ durableMs: 50, invalidateMs: 100 });
  await cache.set("k", 1, { ttl: 60 });
  await expect(cache.invalidate({ keys: ["k"] }, { durable: true })).rejects.toMatchObject({ kind: "durability" });
  expect(await cache.get("k")).toBeUndefined();
});

test("an invalidation of more keys and tags than go out at once is one invalidation", async () => {
  const cache = cacheOf({ invalidateMs: 30_000 });
  const many = Array.from({ length: 2500 }, (_, i) => `k${i}`);
  for (const key of ["k0", "k1000", "k2499"]) await cache.set(key, 1, { ttl: 60, tags: [`tag of ${key}`] });
  await cache.set("kept", 1, { ttl: 60 });
  await cache.set("tagged", 1, { ttl: 60, tags: ["k2400"] });
  await cache.invalidate({ keys: many, tags: many });
  expect(await admin.exists("test:1:{k0}", "test:1:{k1000}", "test:1:{k2499}")).toBe(0);
  expect([await cache.get("tagged"), (await cache.get("kept"))?.value]).toEqual([undefined, 1]);
  expect(events.filter(({ type }) => type === "invalidated")).toEqual([
    { type: "invalidated", keys: 2500, tags: 2500, outcome: "done" },
  ]);
});

test("remembered invalidations are bounded", async () => {
  const cache = cacheOf({ maxPending: 2, invalidateMs: 0, whenAway: "queue", budgetMs: 1000 });
  await relay.fault("down");
  await cache.delete("a", "b");
  await expect(cache.delete("c")).rejects.toMatchObject({ kind: "pending" });
});

test("early refresh: each period is loaded about once, and no reader waits for it", async () => {
  let now = 1e12;
  const cache = cacheOf({ clock: () => now, jitter: 0 });
  let loads = 0;
  const load = () => ++loads;
  const options = { ttl: 5, stale: 3600, refresh: "early" as const };
  await cache.fetch("k", load, options);
  let waited = 0;
  for (let i = 0; i < 2500; i++) {
    now += 20;
    const [misses, before] = [count("miss"), loads];
    await cache.fetch("k", load, options);
    waited += count("miss") - misses;
    await cache.idle();
    if (loads !== before) await sayThatItTook(20);
  }
  expect(waited).toBe(0);
  // 50 s of entries that are fresh for 5 s.
  expect(loads).toBeGreaterThanOrEqual(8);
  expect(loads).toBeLessThanOrEqual(16);
});

test("the catalogue's TTL is spread over its range", async () => {
  const cache = cacheOf();
  const seconds = new Set<number>();
  for (let i = 0; i < 10_000; i += 500) {
    const keys = Array.from({ length: 500 }, (_, j) => `key ${i + j}`);
    const began = Date.now();
    await Promise.all(keys.map((key) => cache.set(key, 1, { ttl: "catalogue" })));
    const ended = Date.now();
    const pipeline = admin.pipeline();
    for (const key of keys) pipeline.pexpiretime(`test:1:{${key}}`);
    for (const [, expiry] of (await pipeline.exec())! as [null, number][]) {
      expect(expiry - began).toBeGreaterThanOrEqual(300_000);
      expect(expiry - ended).toBeLessThanOrEqual(900_000);
      seconds.add(Math.floor((expiry - began) / 1000));
    }
  }
  expect(seconds.size).toBeGreaterThan(540);
});

test("fetchMany reads together, loads what is missing together, and leaves out what is not there", async () => {
  const cache = cacheOf();
  await cache.set("a", 1, { ttl: 60 });
  await cache.set("b", null, { ttl: 60 });
  const asked: string[][] = [];
  const load = (keys: string[]) => {
    asked.push(keys);
    return Promise.resolve(new Map(keys.filter((key) => key !== "none").map((key) => [key, key.length])));
  };
  const fetchAll = () => cache.fetchMany<unknown>(["a", "b", "cc", "none", "ddd", "a"], load, { ttl: 60 });
  const values = { a: 1, b: null, cc: 2, ddd: 3 };
  expect(Object.fromEntries(await fetchAll())).toEqual(values);
  expect(Object.fromEntries(await fetchAll())).toEqual(values);
  expect(asked).toEqual([["cc", "none", "ddd"], ["none"]]);
  expect(await calls("mget")).toBe(2);
});

test("fetchMany of many keys takes steps of 500, loads once, and stores all", async () => {
  const cache = cacheOf();
  const keys = Array.from({ length: 1200 }, (_, i) => `key ${i}`);
  const load = jest.fn((missing: string[]) => Promise.resolve(new Map(missing.map((key) => [key, key.length]))));
  const wanted = new Map(keys.map((key) => [key, key.length]));
  expect(await cache.fetchMany(keys, load, { ttl: 60, tags: ["t"] })).toEqual(wanted);
  expect(await calls("mget")).toBe(3 + 3); // The fills' look at the tag too.
  expect(await cache.fetchMany(keys, load, { ttl: 60, tags: ["t"] })).toEqual(wanted);
  expect(load).toHaveBeenCalledTimes(1);
  expect([count("miss"), count("hit"), count("error")]).toEqual([1200, 1200, 0]);
});

test.each([
  ["rows", [{ id: 1 }], "[ { id: 1 } ]"],
  ["an object", { a: 1 }, "{ a: 1 }"],
  ["nothing", undefined, "undefined"],
])("a loader of fetchMany that gives %s is told what is wanted, and its leases are free", async (_, given, shown) => {
  const fetched = cacheOf().fetchMany(["a", "b"], () => Promise.resolve(given as never), { ttl: 60 });
  const message = `the loader of fetchMany gave ${shown}; a Map of values by key is wanted`;
  await expect(fetched).rejects.toMatchObject({ kind: "value", message: expect.stringContaining(message) as string });
  await pWaitFor(async () => (await admin.exists("test:1:{a}:lease", "test:1:{b}:lease")) === 0);
});

test("an error of a step of fetchMany is one event, and the values are the loader's", async () => {
  await admin.config("SET", "maxmemory", 1);
  try {
    const load = (missing: string[]) => Promise.resolve(new Map(missing.map((key) => [key, key])));
    const found = await cacheOf().fetchMany(["a", "b", "c"], load, { ttl: 60 });
    expect([...found.keys()]).toEqual(["a", "b", "c"]);
    expect(events.filter(({ type }) => type === "error")).toMatchObject([{ kind: "memory", step: "acquire" }]);
  } finally {
    await admin.config("SET", "maxmemory", 0);
  }
});

test("a signal that a loader looks at late is aborted already", async () => {
  let late: AbortSignal | undefined;
  const gate = new Gate();
  const fetched = cacheOf().fetch(
    "k",
    async (context) => {
      await gate.pass();
      late = context.signal;
    },
    { ttl: 60, hardLimitMs: 1 },
  );
  await expect(fetched).rejects.toMatchObject({ kind: "loadTimeout" });
  gate.open();
  await pWaitFor(() => late !== undefined);
  expect(late!.aborted).toBe(true);
  expect(late!.reason).toMatchObject({ kind: "loadTimeout" });
});

test("wrap: keys of different arguments differ, and null is cached", async () => {
  const cache = cacheOf();
  const f = jest.fn((id: unknown) => Promise.resolve(id === 2 ? null : `value of ${typeof id}`));
  const wrapped = cache.wrap(f, { key: "f", ttl: 60 });
  expect([await wrapped(1), await wrapped("1"), await wrapped(2), await wrapped(2), await wrapped(1)]).toEqual([
    "value of number",
    "value of string",
    null,
    null,
    "value of number",
  ]);
  expect(f).toHaveBeenCalledTimes(3);
});

test("the article's three functions", async () => {
  const cache = cacheOf();
  await setCache(cache, "k", { a: 0 }, 60);
  expect(await getCache(cache, "k")).toEqual({ a: 0 });
  expect(await getCache(cache, "other")).toBeUndefined();
  expect(await fetchWithCache(cache, "other", "catalogue", () => false)).toBe(false);
  expect(await getCache(cache, "other")).toBe(false);
});

test("bytes, an own codec, compression and a size that is too much", async () => {
  const own = { name: "upper", encode: (value: unknown) => Buffer.from(String(value).toUpperCase()), decode: String };
  expect(await cacheOf({ codec: own }).fetch("own", () => "abc", { ttl: 60 })).toBe("abc");
  expect((await cacheOf({ codec: own }).get("own"))!.value).toBe("ABC");

  const bytes = cacheOf({ codec: "bytes", compressFrom: 100, maxBytes: 1000 });
  const value = Buffer.alloc(900, 7);
  await bytes.set("bytes", value, { ttl: 60 });
  expect((await bytes.get<Buffer>("bytes"))!.value).toEqual(value);
  expect(await admin.strlen("test:1:{bytes}")).toBeLessThan(200);
  expect(await bytes.fetch("large", () => Buffer.alloc(1001), { ttl: 60 })).toHaveLength(1001);
  expect(await bytes.get("large")).toBeUndefined();
  expect(events).toContainEqual({ type: "refused", key: "large", reason: "size" });
});

test("what is wrong is refused before Redis is asked", async () => {
  const cache = cacheOf();
  await expect(cache.fetch("", () => 1, { ttl: 60 })).rejects.toMatchObject({ kind: "argument" });
  await expect(cache.fetch("k", () => 1, {} as never)).rejects.toThrow(/ttl \(undefined\).*forever: true/);
  await expect(cache.fetch("k", () => undefined, { ttl: 60 })).rejects.toMatchObject({ kind: "value" });
  await expect(cache.fetch("k", 5 as never, { ttl: 60 })).rejects.toThrow(/load \(5\) is not a function/);
  await expect(cache.fetch("k", () => 1, undefined as never)).rejects.toThrow(/ttl \(undefined\)/);
  // A text has a length too, and its letters are no tags.
  await expect(cache.fetch("k", () => 1, { ttl: 60, tags: "abc" as never })).rejects.toThrow(/tags \("abc"\).*list/);
  await expect(cache.invalidate({ keys: "abc" as never })).rejects.toThrow(/keys \("abc"\).*list/);
  expect(await admin.keys("*")).toEqual([]);
  const replicaReader = server.connect({ keyPrefix: "p:" });
  expect(() => new Cache(replicaReader, { prefix: "test" })).toThrow(CacheError);
});

test("close gives leases back, ends loaders by their signal, and refuses more", async () => {
  const cache = cacheOf();
  let aborted = false;
  const load = ({ signal }: { signal: AbortSignal }) =>
    new Promise<number>(() => signal.addEventListener("abort", () => (aborted = true)));
  const call = cache.fetch("k", load, { ttl: 60 });
  await pWaitFor(async () => (await admin.exists("test:1:{k}:lease")) === 1);
  // The lease is taken before its answer is here and the loader called.
  await pWaitFor(async () => (await calls("set")) === 1);
  await cache.fetch("another", () => 1, { ttl: 60 });
  await Promise.all([cache.close(), expect(call).rejects.toMatchObject({ kind: "closed" })]);
  expect([aborted, await admin.exists("test:1:{k}:lease")]).toEqual([true, 0]);
  await expect(cache.get("k")).rejects.toMatchObject({ kind: "closed" });
});

/** The time that a load takes is measured, and longer on a starved machine: an entry says what the test is about. */
async function sayThatItTook(ms: number): Promise<void> {
  const [header, payload] = (await admin.get("test:1:{k}"))!.split("\n");
  const fields = header!.split(" ");
  fields[4] = String(ms);
  await admin.set("test:1:{k}", `${fields.join(" ")}\n${payload}`, "KEEPTTL");
}

/** Bytes in use, without what is garbage. */
function heapAfterCollection(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}
