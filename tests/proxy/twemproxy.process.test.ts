import { Redis } from "ioredis";
import { requestHandOver } from "../failure/scenario";
import { closeClusters, type Cluster } from "../support/cluster";
import { commandLine } from "../support/cluster/processes";
import { createShards, type Shards, shardsSettled, shardView, twemproxyOptions } from "../support/cluster/shards";
import { askOnce } from "./default-clients";
import { PlainWriters } from "./plain-writers";

let shards: Shards;
let writers: PlainWriters;
let prefix = 0;

beforeAll(async () => {
  shards = await createShards();
  for (const cluster of [shards.owner, shards.other]) cluster.start();
});
afterAll(closeClusters);

beforeEach(async () => {
  await shardsSettled(shards);
  writers = new PlainWriters(twemproxyOptions(shards), `load-${++prefix}`);
});
afterEach(() => writers.stop());

function through<T>(ask: (client: Redis) => Promise<T>): Promise<T> {
  return askOnce(twemproxyOptions(shards), ask);
}

async function writesGoOn(): Promise<void> {
  const before = writers.acknowledged.length;
  await shards.owner.waitFor("acknowledged writes", () => writers.acknowledged.length > before + 50);
}

/** Those of the keys that the master of an instance holds. */
async function keysOn(cluster: Cluster, keys: readonly string[]): Promise<string[]> {
  const values = await (await cluster.master()).askAs<(string | null)[]>("app", "MGET", ...keys);
  return keys.filter((_, i) => values[i] !== null);
}

test("keys are shared out between both instances, and each stays with its own over a hand-over", async () => {
  const keys = Array.from({ length: 100 }, (_, i) => `spread:${i}`);
  await through((client) => Promise.all(keys.map((key) => client.set(key, key))));
  const [first, second] = [await keysOn(shards.owner, keys), await keysOn(shards.other, keys)];
  expect(first.length).toBeGreaterThan(20);
  expect(second.length).toBeGreaterThan(20);
  expect([...first, ...second].sort()).toEqual([...keys].sort());
  expect(await requestHandOver(shards.other, await shards.other.master())).toContain(" done ");
  await shardsSettled(shards);
  expect(await through((client) => client.mget(keys))).toEqual(keys);
  expect(await keysOn(shards.other, keys)).toEqual(second);
});

test("planned moves of both shards: no acknowledged write is lost, and nobody reads READONLY", async () => {
  await writesGoOn();
  for (const cluster of [shards.other, shards.owner]) {
    expect(await requestHandOver(cluster, await cluster.master())).toContain(" done ");
    await shardsSettled(shards);
    await writesGoOn();
  }
  expect(await writers.missing()).toEqual([]);
  expect(Object.keys(writers.errors).filter((words) => words.startsWith("READONLY"))).toEqual([]);
});

test("the master's server of a shard is killed: writes to both go on", async () => {
  const { other } = shards;
  const killed = await other.master();
  killed.kill("server");
  await other.waitFor("another master", async () => (await other.masters()).some((node) => node !== killed));
  await shardsSettled(shards);
  await writesGoOn();
  const keys = Array.from({ length: 50 }, (_, i) => `after:${i}`);
  await through((client) => Promise.all(keys.map((key) => client.set(key, key))));
  expect((await keysOn(other, keys)).length).toBeGreaterThan(5);
});

test("one Sentinel of a shard away: it follows; two away: that shard stays where it is", async () => {
  const { other } = shards;
  const [first, second] = other.sentinels;
  await first!.stop();
  expect(await requestHandOver(other, await other.master())).toContain(" done ");
  const master = await other.master();
  await other.waitFor("it follows", () => shardView(shards, other).named === master.name);
  await second!.stop();
  await other.waitFor("it hears one", () => shardView(shards, other).sentinels === "1/3");
  await writesGoOn();
  expect(shardView(shards, other)).toMatchObject({ named: master.name });
  for (const node of [first!, second!]) node.start();
});

test("no Sentinel and no node answers: its keys are refused, those of the other instance are served", async () => {
  const { owner, other } = shards;
  const keys = Array.from({ length: 40 }, (_, i) => `alone:${i}`);
  await through((client) => Promise.all(keys.map((key) => client.set(key, key))));
  const [served, refused] = [await keysOn(owner, keys), await keysOn(other, keys)];
  await other.stop(other.nodes);
  try {
    await other.waitFor("it leads nobody there", () => shardView(shards, other).open === "no");
    // It may start anew while they stop, which closes connections.
    const answer = (key: string) => through((client) => client.get(key)).catch((error: Error) => error.message);
    await owner.waitFor("keys of the other instance", async () => (await answer(served[0]!)) === served[0]);
    await owner.waitFor("an error", async () => /refused/i.test((await answer(refused[0]!)) ?? ""));
  } finally {
    other.start(other.nodes);
  }
});

test("a wrong password is refused, and so is a connection without one", async () => {
  const refused = { password: undefined, enableReadyCheck: false };
  const call = (...words: [string, ...string[]]) =>
    askOnce({ ...twemproxyOptions(shards), ...refused }, (client) => client.call(...words));
  await expect(call("AUTH", "wrong")).rejects.toThrow(/invalid password/);
  await expect(call("GET", "any")).rejects.toThrow(/NOAUTH/);
});

test("what it leads to has the rights of app, and its configuration is for nobody else to read", async () => {
  const master = await shards.other.master();
  const [app, byDefault] = await Promise.all(
    ["app", "default"].map((user) => master.ask<unknown[]>("ACL", "GETUSER", user)),
  );
  const rights = (answer: unknown[]) => answer.slice(answer.indexOf("commands"));
  expect(rights(byDefault!)).toEqual(rights(app!));
  expect(shards.proxy.log()).not.toContain(shards.owner.passwords.app);
  const arguments_ = shards.proxy.processes().map(commandLine).join("\n");
  expect(arguments_).toContain("nutcracker");
  expect(arguments_).not.toContain(shards.owner.passwords.app);
});

test("transactions and scripts of app reach replicas, and are there after a full sync, whatever default may do", async () => {
  const { other } = shards;
  const master = await other.master();
  const script = 'for i = 1, 3 do redis.call("SET", KEYS[i], "1") end return 1';
  await master.askAs("app", "EVAL", script, "3", "many:1", "many:2", "many:3");
  const replica = other.redis.find((node) => node !== master)!;
  await replica.stop();
  await master.askAs("app", "EVAL", script, "3", "later:1", "later:2", "later:3");
  replica.start();
  await other.waitHealthy();
  const keys = ["many:1", "many:3", "later:1", "later:3"];
  await other.waitFor("it has all", async () =>
    (await replica.askAs<(string | null)[]>("app", "MGET", ...keys)).every((value) => value === "1"),
  );
});

test("nutcracker is killed, then all of the proxy: it comes back", async () => {
  const { proxy } = shards;
  for (const kill of [() => process.kill(nutcracker()!, "SIGKILL"), () => proxy.kill("script")]) {
    const before = nutcracker();
    kill();
    await shards.owner.waitFor("another one", () => ![undefined, before].includes(nutcracker()));
    await shardsSettled(shards);
    await writesGoOn();
  }
});

test("the follower of a shard is killed: connections stay, and it follows again", async () => {
  const follower = () => shards.proxy.processes().find((pid) => commandLine(pid).endsWith("follow-shard.sh "));
  const [before, serving] = [follower(), nutcracker()];
  process.kill(before!, "SIGKILL");
  await shards.owner.waitFor("another one", () => ![undefined, before].includes(follower()));
  await shardsSettled(shards);
  expect(nutcracker()).toBe(serving);
  await writesGoOn();
});

test("a changed password of clients, which nodes take already, counts for them", async () => {
  const fresh = "another-password-of-app";
  const nodes = [...shards.owner.redis, ...shards.other.redis];
  const before = nodes.map((node) => node.events("configured").length);
  for (const node of nodes) node.mount({ "default.other": fresh });
  await shards.owner.waitFor("nodes take it", () =>
    nodes.every((node, i) => node.events("configured").length > before[i]!),
  );
  shards.proxy.mount({ app: fresh });
  await shards.owner.waitFor("it counts", () =>
    askOnce({ ...twemproxyOptions(shards), password: fresh }, (client) => client.get("any"))
      .then(() => true)
      .catch(() => false),
  );
  shards.proxy.mount({ app: shards.owner.passwords.app });
  await shardsSettled(shards);
});

test("a session of default keeps no right where its instance is a shard no longer", async () => {
  const { other, owner } = shards;
  const master = await other.master();
  const login = { host: "127.0.0.1", port: master.port, password: owner.passwords.app };
  const session = new Redis({ ...login, protocol: 2, enableReadyCheck: false, disableClientInfo: true });
  expect(await session.set("by:default", "1")).toBe("OK");
  const off = (users: string) => users.replace(/^user default .*$/m, "user default off resetpass ~* &* +@all");
  for (const node of other.redis) node.edit("config", "users.acl.tmpl", off);
  await other.waitFor("it is off", async () => {
    const [, flags] = await master.ask<[string, string[]]>("ACL", "GETUSER", "default");
    return flags.includes("off");
  });
  await expect(session.config("GET", "maxmemory")).rejects.toThrow(/NOPERM/);
  await expect(session.get("by:default")).rejects.toThrow(/NOPERM/);
  session.disconnect();
});

function nutcracker(): number | undefined {
  return shards.proxy.processes().find((pid) => commandLine(pid).startsWith("nutcracker "));
}
