import type { ClusterNode, ClusterOptions } from "../support/cluster";
import { closeClusters, startCluster } from "../support/cluster";
import { serverInput } from "../support/contexts";
import { SilentAddress } from "../support/silent-address";
import { type InstalledServer, label, testServers } from "../support/servers";
import type { Scenario } from "./scenario";
import { freeze, requestHandOver, settle, startUnderLoad, thaw } from "./scenario";

afterEach(closeClusters);

const servers = testServers().map((server) => ({ name: label(server), server }));

test.each(servers)(
  "$name: planned moves refuse nothing, and with every way to lose the master nothing is lost",
  async ({ server }) => {
    const scenario = await startUnderLoad(optionsOf(server));
    for (const move of [onRequest, onStop]) await move(scenario);
    expect(scenario.load.refused).toEqual({});
    for (const loss of [onCrash, onDeathOfNode, onFreeze]) await loss(scenario);
    await startAllAnew(scenario);
  },
);

test.each(servers)(
  "$name: a Sentinel's connections to where nodes were before hang, and it makes new ones",
  async ({ server }) => {
    const cluster = await startCluster(optionsOf(server));
    const gone = [cluster.node("replica-1"), cluster.node("sentinel-1")];
    await Promise.all(gone.map((node) => node.end()));
    const addresses = await Promise.all(gone.map(({ port }) => SilentAddress.open(port)));
    const first = cluster.node("sentinel-0");
    await cluster.waitFor("it waits for answers", async () => {
      const { masterName } = cluster.context;
      const known = [...(await first.sentinelReplicas(masterName)), ...(await first.sentinelPeers(masterName))];
      const waits = ({ port }: ClusterNode) =>
        known.some((other) => other.port === String(port) && Number(other["last-ping-sent"]) > reconnection);
      return gone.every(waits);
    });
    addresses.forEach((address) => address.leave());
    gone.forEach((node) => node.start());
    const made = () => first.events("relink").join();
    await cluster.waitFor("it makes new ones", () => gone.every(({ address }) => made().includes(address)));
    await cluster.waitReady();
    addresses.forEach((address) => address.close());
  },
);

function optionsOf(server: InstalledServer): ClusterOptions {
  return {
    // Some of these are built without jemalloc.
    input: { server: serverInput(server), memory: { activeDefrag: false } },
    environment: { REDIS_SERVER: server.binary },
  };
}

/** After a lost connection a Sentinel tries again each second, in ms. */
const reconnection = 2_500;

async function onRequest(scenario: Scenario): Promise<void> {
  const { cluster } = scenario;
  const old = await cluster.master();
  expect(await requestHandOver(cluster, old)).toContain(" done ");
  expect(await settle(scenario)).not.toBe(old);
}

async function onStop(scenario: Scenario): Promise<void> {
  const old = await scenario.cluster.master();
  await old.stop();
  old.start();
  expect(await settle(scenario)).not.toBe(old);
  expect(old.events("hand-over").at(-1)).toContain(" cause=stop ");
}

async function onCrash(scenario: Scenario): Promise<void> {
  const old = await scenario.cluster.master();
  old.kill("server");
  expect(await settle(scenario)).not.toBe(old);
  expect(old.events("hand-over").at(-1)).toContain(" cause=crash ");
}

/** It is back at once, closed. */
async function onDeathOfNode(scenario: Scenario): Promise<void> {
  const old = await scenario.cluster.master();
  for (const part of ["script", "server"] as const) old.kill(part);
  await scenario.cluster.waitFor(
    "it is back",
    () => old.events("hand-over").at(-1)?.includes(" cause=start ") === true,
  );
  expect(await settle(scenario)).not.toBe(old);
}

/** The Sentinels fail over. */
async function onFreeze(scenario: Scenario): Promise<void> {
  const { cluster } = scenario;
  await cluster.waitReady();
  const old = await cluster.master();
  freeze(old);
  await cluster.waitFor("another master", async () => (await cluster.masters()).some((node) => node !== old));
  thaw(old);
  expect(await settle(scenario)).not.toBe(old);
}

/** Every node has all data, transactions in its append-only file included: a script that writes several keys is one. */
async function startAllAnew({ cluster, load }: Scenario): Promise<void> {
  await load.stop();
  const script = "for i, key in ipairs(KEYS) do redis.call('SET', key, i) end";
  const keys = ["script:1", "script:2"];
  await (await cluster.master()).askAs("app", "EVAL", script, "2", ...keys);
  await cluster.stop();
  cluster.start();
  await cluster.waitHealthy();
  for (const node of cluster.redis) {
    expect(await load.missingOn(node)).toEqual([]);
    expect([node.name, await node.askAs("app", "MGET", ...keys)]).toEqual([node.name, ["1", "2"]]);
  }
}
