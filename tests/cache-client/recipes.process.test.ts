import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import type { Redis } from "ioredis";
import { Database } from "node-sqlite3-wasm";
import pWaitFor from "p-wait-for";
import { Cache } from "../../clients/node/src";
import { Leaderboard } from "../../clients/recipes/leaderboard/node/leaderboard";
import { Notifications } from "../../clients/recipes/notifications/node/notifications";
import { RateLimit } from "../../clients/recipes/rate-limit/node/rate-limit";
import { Products } from "../../clients/recipes/rows/node/products";
import { Sessions } from "../../clients/recipes/session/node/sessions";
import { Consumer } from "../../clients/recipes/streams/node/consumer";
import { type RedisProcess, startServer, stopServers } from "../support/redis-process";
import { root, textOf } from "../support/repository";
import { label, testServers } from "../support/servers";
import { patient } from "./support/patience";

const oldestAndNewest = [...testServers().filter(({ version }) => /^(6\.2|9\.1)/.test(version))];
const folder = mkdtempSync(join(tmpdir(), "redis-cache-recipes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("each recipe has a README of about ten lines, which names its file", () => {
  const recipes = readdirSync(join(root, "clients/recipes"));
  expect(recipes).toHaveLength(6);
  for (const recipe of recipes) {
    const readme = textOf(`clients/recipes/${recipe}/node/README.md`);
    expect(readme.trim().split("\n").length).toBeLessThanOrEqual(18);
    const [file] = readdirSync(join(root, "clients/recipes", recipe, "node")).filter((name) => name.endsWith(".ts"));
    expect(readme).toContain(`\`${file}\``);
  }
});

describe.each(oldestAndNewest.map((server) => [label(server), server] as const))("on %s", (_, server) => {
  let started: RedisProcess;
  let redis: Redis;

  beforeAll(async () => {
    started = await startServer(server, { main: "redis.conf", files: { "redis.conf": 'save ""\n' } });
    redis = started.connect();
  });
  beforeEach(() => redis.flushall());
  afterAll(stopServers);

  test("a session lasts from its last read, keeps its end when it is changed, and does not come back", async () => {
    const sessions = new Sessions(redis, "shop", 1000);
    const id = await sessions.create({ user: "7", cart: "" });
    const key = `shop:session:{${id}}`;
    await redis.expire(key, 500);
    expect(await sessions.update(id, { cart: "lamp" })).toBe(true);
    expect(await redis.ttl(key)).toBeLessThanOrEqual(500);
    expect(await sessions.read(id)).toEqual({ user: "7", cart: "lamp" });
    expect(await redis.ttl(key)).toBeGreaterThan(900);
    await sessions.end(id);
    expect(await sessions.update(id, { cart: "chair" })).toBe(false);
    expect([await sessions.read(id), await redis.exists(key)]).toEqual([undefined, 0]);
  });

  test("rows of SQLite: a write shows at once, in the row and in lists, also where a row moves and where none was", async () => {
    const database = new Database();
    database.exec("CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT, category TEXT, price REAL)");
    const reads = jest.spyOn(database, "get");
    const caches = [redis, started.connect()].map((client) => new Cache(client, { prefix: "shop", ...patient }));
    const [products, elsewhere] = caches.map((cache) => new Products(database, cache));
    const lamp = { id: 7, name: "lamp", category: "light", price: 20 };

    expect([await products!.find(7), await products!.find(7)]).toEqual([null, null]);
    expect(reads).toHaveBeenCalledTimes(1);
    expect(await elsewhere!.inCategory("light")).toEqual([]);
    await products!.save(lamp);
    expect([await elsewhere!.find(7), await elsewhere!.inCategory("light")]).toEqual([lamp, [lamp]]);
    await elsewhere!.save({ ...lamp, category: "rooms" });
    expect(await products!.find(7)).toMatchObject({ category: "rooms" });
    expect([await products!.inCategory("light"), await products!.inCategory("rooms")]).toMatchObject([[], [{ id: 7 }]]);
    await Promise.all(caches.map((cache) => cache.close()));
    database.close();
  });

  test("a leaderboard: ties have one rank, the next rank follows after all of them", async () => {
    const board = new Leaderboard(redis, "game", "november");
    for (const [member, points] of Object.entries({ ada: 5, bob: 7, cem: 7, dan: 2 })) await board.add(member, points);
    expect(await board.top(3)).toEqual([
      { member: "cem", score: 7, rank: 1 },
      { member: "bob", score: 7, rank: 1 },
      { member: "ada", score: 5, rank: 3 },
    ]);
    expect(await board.find("dan")).toEqual({ member: "dan", score: 2, rank: 4 });
    expect(await board.add("dan", 3.5)).toBe(5.5);
    await board.record("dan", 1);
    expect(await board.find("dan")).toEqual({ member: "dan", score: 5.5, rank: 3 });
    expect(await board.find("eve")).toBeUndefined();
  });

  test("a rate limit is exact under 20 clients with 100 calls each", async () => {
    const clients = Array.from({ length: 20 }, () => started.connect());
    const limits = clients.map((client) => new RateLimit(client, "api", 150, 600_000));
    const calls = limits.flatMap((limit) => Array.from({ length: 100 }, () => limit.take("7")));
    const verdicts = await Promise.all(calls);
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(150);
    const refused = verdicts.filter(({ allowed }) => !allowed);
    expect(refused.every(({ retryAfterMs, left }) => retryAfterMs > 0 && retryAfterMs <= 600_000 && left === 0)).toBe(
      true,
    );
    expect(await limits[0]!.take("8")).toEqual({ allowed: true, left: 149, retryAfterMs: 0 });
    expect(await redis.pttl("api:rate:{7}")).toBeGreaterThan(0);

    const short = new RateLimit(redis, "api", 1, 200);
    expect(await short.take("9")).toMatchObject({ allowed: true });
    await pWaitFor(async () => (await short.take("9")).allowed, { interval: 10, timeout: 180_000 });
  });

  test("notifications arrive again after a broken connection, and what was missed is counted", async () => {
    const notifications = new Notifications(redis, "shop");
    const messages: string[] = [];
    let missed = 0;
    const stop = await notifications.subscribe("prices", {
      onMessage: (message) => messages.push(message),
      onMissed: (count) => (missed += count),
    });
    await notifications.publish("prices", "7 is new");
    await pWaitFor(() => messages.length === 1);
    await redis.call("CLIENT", "KILL", "TYPE", "pubsub");
    await notifications.publish("prices", "8 is new");
    await pWaitFor(() => missed + messages.length === 2, { timeout: 180_000 });
    await pWaitFor(async () => (await redis.pubsub("NUMSUB", "app:shop:prices"))[1] === 1);
    await notifications.publish("prices", "9 is new");
    await pWaitFor(() => messages.includes("9 is new"), { timeout: 180_000 });
    expect(missed + messages.length).toBe(3);
    stop();
  });

  describe("a stream", () => {
    const processes: ChildProcess[] = [];
    afterEach(async () => {
      for (const child of processes.splice(0)) await kill(child);
    });

    test("each message is handled at least once over kill -9 of consumers, and none is left", async () => {
      const outfile = join(folder, "consumer.cjs");
      const entryPoints = [join(__dirname, "support/consumer-worker.ts")];
      buildSync({ entryPoints, bundle: true, platform: "node", outfile, alias: { "redis-cache-client": root } });
      const consumer = (name: string) => {
        const child = spawn(process.execPath, [outfile, String(started.port), name], { stdio: "inherit" });
        processes.push(child);
        return child;
      };
      const ids: string[] = [];
      const add = async (count: number) => {
        for (let i = 0; i < count; i++) ids.push((await redis.xadd("orders", "*", "number", String(i)))!);
      };
      const handled = () => redis.hlen("handled");
      await add(40);
      let victim = consumer("first");
      consumer("second");
      for (let round = 0; round < 3; round++) {
        const before = await handled();
        await pWaitFor(async () => (await handled()) > before, { timeout: 180_000 });
        await kill(victim);
        victim = consumer(`next ${round}`);
        await add(20);
      }
      await pWaitFor(async () => (await handled()) === ids.length, { timeout: 180_000 });
      await pWaitFor(async () => ((await redis.xpending("orders", "mail")) as [number])[0] === 0, { timeout: 180_000 });
      expect(Object.keys(await redis.hgetall("handled")).sort()).toEqual([...ids].sort());
    });

    test("a group that is lost is made again, and the stream handled anew", async () => {
      const handled: string[] = [];
      const controller = new AbortController();
      const running = new Consumer(redis, {
        ...{ stream: "orders", group: "mail", name: "one" },
        handle: (_id, { number }) => Promise.resolve(void handled.push(number!)),
      }).run(controller.signal);
      await redis.xadd("orders", "*", "number", "1");
      await pWaitFor(() => handled.length === 1, { timeout: 180_000 });
      await redis.xgroup("DESTROY", "orders", "mail");
      await redis.xadd("orders", "*", "number", "2");
      await pWaitFor(() => handled.includes("2"), { timeout: 180_000 });
      expect(handled).toEqual(["1", "1", "2"]);
      await redis.unlink("orders");
      await redis.xadd("orders", "*", "number", "3");
      await pWaitFor(() => handled.includes("3"), { timeout: 180_000 });
      controller.abort();
      await running;
    });
  });
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}
