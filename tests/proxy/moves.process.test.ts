import { rmSync, writeFileSync } from "node:fs";
import { Redis } from "ioredis";
import { proxyScripts } from "../../runtime";
import { expectNone, freeze, requestHandOver, settle, thaw, writesGoOn } from "../failure/scenario";
import { shareScenario } from "../failure/shared-scenario";
import type { Cluster, ClusterNode } from "../support/cluster";
import { DeafAddress } from "../support/deaf-address";
import { changePassword, killWithoutSentinels, loseSentinels, move, stopReplicas } from "./any-kind";
import { askOnce, DefaultClients, expectNewestOn } from "./default-clients";
import { MajorityWatch } from "./majority-watch";
import { NewConnections } from "../../benchmarks/proxy/new-connections";
import { adminCommand, proxySettled, proxyView } from "../support/cluster/proxy-view";

/** A write load that waits for a replica, through the proxy. */
const shared = shareScenario({ input: { proxy: { kind: "haproxy", maxReadLag: "2s" } } });

beforeEach(async () => {
  await proxySettled(shared().cluster);
  majority = new MajorityWatch(shared().cluster);
  clients = new DefaultClients(shared().cluster.plainOptions(), 3);
  await allWrite();
});
afterEach(() => Promise.all([clients.stop(), majority.stop()]));

let clients: DefaultClients;
let majority: MajorityWatch;

/** Each default client is connected, and writes. */
async function allWrite(): Promise<void> {
  await shared().cluster.waitFor("writes", () => clients.answered.every((answered) => answered.length > 0));
}

/**
 * All is well again; of what default clients wrote the newest is on the master, and nothing was answered by a node that
 * no majority of the Sentinels named.
 */
async function settled(): Promise<ClusterNode> {
  const master = await settle(shared());
  await proxySettled(shared().cluster);
  await expectNewestOn(master, clients, shared().cluster);
  await majority.stop();
  expect(majority.foreign(clients.answered.flat())).toEqual([]);
  return master;
}

test("planned moves: default clients see no error at all", async () => {
  await move(shared().cluster, 4);
  await settled();
  expectNone(shared().cluster, clients.errors);
  for (const closed of clients.closed) expect(closed).toBeLessThanOrEqual(4);
});

test("its subscriptions last: while one is made anew it hears of no switch, and no hand-over waits for it", async () => {
  const { cluster } = shared();
  for (const node of [await cluster.master(), ...cluster.sentinels]) {
    await cluster.waitFor(`one of 6 s on ${node.name}`, async () => {
      const clients = String(await node.ask("CLIENT", "LIST", "TYPE", "pubsub")).split("\n");
      return clients.some((line) => / age=([6-9]|\d\d+) .* user=proxy /.test(line));
    });
  }
});

test("the master's server is killed, then its whole node: default clients see no error, and one closed connection each", async () => {
  const { cluster } = shared();
  (await cluster.master()).kill("server");
  const replaced = await settle(shared());
  await proxySettled(cluster);
  expect(clients.closed).toEqual([1, 1, 1]);
  for (const part of ["script", "server"] as const) replaced.kill(part);
  expect(await settled()).not.toBe(replaced);
  expect([clients.errors, clients.closed]).toEqual([{}, [2, 2, 2]]);
});

test("the master's node is killed while no Sentinel answers, and is up again, closed: who comes waits until it opens", async () => {
  await killWithoutSentinels(shared());
  await settled();
  expectNone(shared().cluster, clients.errors);
});

test("the master's machine is lost, and answers no attempt: those who wait are led to its successor, and not closed", async () => {
  const { cluster } = shared();
  await cluster.waitReady();
  await clients.stop();
  const old = await cluster.master();
  await old.end();
  const lost = await DeafAddress.open(old.port);
  clients = new DefaultClients(cluster.plainOptions(), 10);
  try {
    await allWrite();
  } finally {
    await lost.close();
    old.start();
  }
  expect(clients.closed).toEqual(Array(10).fill(0));
  // From the successor itself, until it has a replica.
  expect(Object.keys(clients.errors).filter((error) => !error.startsWith("NOREPLICAS"))).toEqual([]);
  await settled();
});

test("the master hangs, is replaced, and wakes: it gets no write any more", async () => {
  const { cluster } = shared();
  await cluster.waitReady();
  const old = await cluster.master();
  freeze(old);
  await cluster.waitFor("another master", async () => (await cluster.masters()).some((node) => node !== old));
  await cluster.waitFor("the proxy has moved", async () => (await proxyView(cluster)).named !== old.name);
  thaw(old);
  expect(await settled()).not.toBe(old);
});

test("one Sentinel away: it follows; two away: it stays where it was, and says so", async () => {
  const master = await loseSentinels(shared());
  expect(await settled()).toBe(master);
  expectNone(shared().cluster, clients.errors);
});

test("a replica that stands still gets no reads until it is back, and reads fall back to the master", () =>
  stopReplicas(shared().cluster, () => reader(shared().cluster, (read) => read.role()), settled));

test("no word of the Sentinels reaches it while the master moves: what the old one answers is no write", async () => {
  const { cluster } = shared();
  const old = await cluster.master();
  const ways = cluster.sentinels.map(({ name }) => `to-${name}/${name}`);
  const admin = (...commands: string[]) =>
    adminCommand(cluster, ways.flatMap((way) => commands.map((command) => `${command} ${way}`)).join(";"));
  await admin("disable server", "shutdown sessions server");
  await cluster.waitFor("it hears nobody", async () => (await proxyView(cluster)).sentinels === "0/3");
  expect(await requestHandOver(cluster, old)).toContain(" done ");
  // Before it looks at its role again, which it does several times a second, clients may read READONLY.
  await cluster.waitFor("it is found out", async () => (await proxyView(cluster)).open === "no");
  expect(Object.keys(clients.errors).filter((error) => !error.startsWith("READONLY"))).toEqual([]);
  await admin("enable server");
  await settled();
});

test("200 connections a second while its files change: none fails, and those that were there stay", async () => {
  const { cluster } = shared();
  const proxy = cluster.proxy!;
  const stays = new Redis({ ...cluster.plainOptions(), retryStrategy: () => null });
  await stays.connect();
  const others = new NewConnections(cluster.plainOptions(), 5);
  const before = proxy.events("configured").length;
  for (let i = 1; i <= 3; i++) {
    proxy.edit("config", "haproxy.cfg", (text) => `${text}# ${i}\n`);
    await cluster.waitFor("it is read", () => proxy.events("configured").length === before + i);
    const made = others.made;
    await cluster.waitFor("more connections", () => others.made > made + 50);
  }
  await others.stop();
  expect([others.failed, await stays.ping()]).toEqual([[], "PONG"]);
  stays.disconnect();
  proxy.edit("config", "haproxy.cfg", (text) => `${text}nonsense\n`);
  await cluster.waitFor("a refusal", () => proxy.events("refused-configuration").length > 0);
  proxy.edit("config", "haproxy.cfg", (text) => text.replace("nonsense\n", ""));
  await settled();
  expectNone(shared().cluster, clients.errors);
});

test("all Sentinels lose what they know while another node than the first is master: it stays with that one", async () => {
  const { cluster } = shared();
  const old = await cluster.master();
  expect(await requestHandOver(cluster, old)).toContain(" done ");
  const master = await cluster.master();
  await proxySettled(cluster);
  await cluster.stop(cluster.sentinels);
  await cluster.waitFor("it hears nobody", async () => (await proxyView(cluster)).sentinels === "0/3");
  for (const node of cluster.sentinels) node.wipe();
  cluster.start(cluster.sentinels);
  expect(await settled()).toBe(master);
  expectNone(shared().cluster, clients.errors);
});

test("a task of its Lua ends by an error: it begins anew, and follows", async () => {
  const { cluster } = shared();
  const proxy = cluster.proxy!;
  const trap = proxy.path("run", "trap");
  const script = proxyScripts("haproxy")["follow.lua"]!;
  const trapped = `if io.open("${trap}") then error("trapped") end`;
  const inTask = script.replace("views[sentinel] = {", `${trapped}\n  views[sentinel] = {`);
  expect(inTask).not.toBe(script);
  const worker = async () => /^Pid: (\d+)$/m.exec(await adminCommand(cluster, "show info"))?.[1];
  const readAnew = async (lua: string) => {
    const before = await worker();
    proxy.write("scripts", { "follow.lua": lua });
    proxy.edit("config", "haproxy.cfg", (text) => `${text}# read it anew\n`);
    await cluster.waitFor("another worker", async () => (await worker()) !== before);
    await proxySettled(cluster);
  };
  await readAnew(inTask);
  writeFileSync(trap, "");
  try {
    await cluster.waitFor("it hears nobody", async () => (await proxyView(cluster)).sentinels === "0/3");
    await cluster.waitFor("it says why", () => proxy.log().includes("trapped"));
    expect(await proxyView(cluster)).toMatchObject({ ready: "true", named: (await cluster.master()).name });
    await writesGoOn(shared());
  } finally {
    rmSync(trap);
  }
  await cluster.waitFor("it hears all", async () => (await proxyView(cluster)).sentinels === "3/3");
  expect(await requestHandOver(cluster, await cluster.master())).toContain(" done ");
  await settled();
  await readAnew(script);
  expectNone(shared().cluster, clients.errors);
});

test("its password changes: it goes on, and hears the Sentinels by the new one", async () => {
  const { cluster } = shared();
  await changePassword(cluster);
  await move(cluster);
  await settled();
  expectNone(shared().cluster, clients.errors);
});

/** A new connection to the read port, for one question. */
function reader<T>(cluster: Cluster, ask: (client: Redis) => Promise<T>): Promise<T> {
  return askOnce(cluster.plainOptions("readPort"), ask);
}
