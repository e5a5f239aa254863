import { Redis } from "ioredis";
import { expectNone, freeze, settle, thaw } from "../failure/scenario";
import { shareScenario } from "../failure/shared-scenario";
import { proxySettled, proxyView } from "../support/cluster/proxy-view";
import type { ClusterNode } from "../support/cluster";
import { commandLine } from "../support/cluster/processes";
import { changePassword, killWithoutSentinels, loseSentinels, move, stopReplicas } from "./any-kind";
import { askOnce, DefaultClients, expectNewestOn } from "./default-clients";

/** A write load that waits for a replica, through Envoy. */
const shared = shareScenario({ input: { proxy: { kind: "envoy", maxReadLag: "2s" } } });

beforeEach(async () => {
  await proxySettled(shared().cluster);
  clients = new DefaultClients(shared().cluster.plainOptions(), 3);
});
afterEach(() => clients.stop());

let clients: DefaultClients;

/** All is well again, and of what default clients wrote the newest is on the master: none of it was answered elsewhere. */
async function settled(): Promise<ClusterNode> {
  const master = await settle(shared());
  await proxySettled(shared().cluster);
  await expectNewestOn(master, clients, shared().cluster);
  return master;
}

test("planned moves: default clients see no error", async () => {
  await move(shared().cluster, 4);
  await settled();
  expectNone(shared().cluster, clients.errors);
});

test("the master's server is killed, then its whole node: default clients see no error", async () => {
  const { cluster } = shared();
  (await cluster.master()).kill("server");
  const replaced = await settle(shared());
  await proxySettled(cluster);
  for (const part of ["script", "server"] as const) replaced.kill(part);
  expect(await settled()).not.toBe(replaced);
  expectNone(shared().cluster, clients.errors);
});

test("the master's node is killed while no Sentinel answers, and is up again, closed: who comes waits until it opens", async () => {
  await killWithoutSentinels(shared());
  await settled();
  expectNone(shared().cluster, clients.errors);
});

test("the master hangs: its sessions are closed, and when it wakes it gets no write any more", async () => {
  const { cluster } = shared();
  await cluster.waitReady();
  const old = await cluster.master();
  freeze(old);
  await cluster.waitFor("another master", async () => (await cluster.masters()).some((node) => node !== old));
  const before = clients.written;
  await cluster.waitFor("default clients write while it is hung", () => clients.written > before + 20);
  thaw(old);
  expect(await settled()).not.toBe(old);
});

test("one Sentinel away: it follows; two away: it stays where it was, and says so", async () => {
  const master = await loseSentinels(shared());
  expect(await settled()).toBe(master);
  expectNone(shared().cluster, clients.errors);
});

test("a replica that stands still gets no reads until it is back, and reads fall back to the master", () =>
  stopReplicas(shared().cluster, roleRead, settled));

test("the script that follows is killed: connections stay, and it follows again", async () => {
  const { cluster } = shared();
  const stays = new Redis({ ...cluster.plainOptions(), retryStrategy: () => null });
  await stays.connect();
  const follower = cluster.proxy!.processes().find((pid) => commandLine(pid).endsWith("follow.sh "));
  process.kill(follower!, "SIGKILL");
  await cluster.waitFor("another one", () =>
    cluster.proxy!.processes().some((pid) => pid !== follower && commandLine(pid).endsWith("follow.sh ")),
  );
  await proxySettled(cluster);
  expect(await stays.ping()).toBe("PONG");
  stays.disconnect();
  await move(cluster);
  await settled();
  expectNone(shared().cluster, clients.errors);
});

test("changed settings: who answers reads costs no connection; what Envoy refuses, it does not take", async () => {
  const { cluster } = shared();
  const proxy = cluster.proxy!;
  const master = await cluster.master();
  const stays = new Redis({ ...cluster.plainOptions(), retryStrategy: () => null });
  await stays.connect();
  const state = async () => (await proxyView(cluster))[master.name];
  proxy.edit("config", "proxy.env", (text) => text.replace('READS="replicas"', 'READS="any"'));
  await cluster.waitFor("the master answers reads", async () => (await state()) === "ready");
  proxy.edit("config", "proxy.env", (text) => text.replace('READS="any"', 'READS="replicas"'));
  await cluster.waitFor("it does not any more", async () => (await state()) === "drain");
  const before = proxy.events("configured").length;
  proxy.edit("config", "listeners.yaml", (text) => text.replace("stat_prefix: write", "nonsense: write"));
  await cluster.waitFor("a refusal", () => proxy.log().includes("nonsense"));
  await cluster.waitFor("it is read", () => proxy.events("configured").length === before + 1);
  expect(await stays.ping()).toBe("PONG");
  stays.disconnect();
  proxy.edit("config", "listeners.yaml", (text) => text.replace("nonsense: write", "stat_prefix: write"));
  await settled();
  expectNone(shared().cluster, clients.errors);
});

test("its password changes: it goes on, and hears the Sentinels by the new one", async () => {
  const { cluster } = shared();
  await changePassword(cluster);
  await move(cluster);
  await settled();
  expectNone(shared().cluster, clients.errors);
});

/** Of the node that a new connection for reads leads to. */
function roleRead(): Promise<unknown[]> {
  return askOnce(shared().cluster.plainOptions("readPort"), (client) => client.role());
}
