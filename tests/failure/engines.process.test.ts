import { closeClusters } from "../support/cluster";
import { serverInput } from "../support/contexts";
import { label, testServers } from "../support/servers";
import type { Scenario } from "./scenario";
import { freeze, requestHandOver, settle, startUnderLoad, thaw } from "./scenario";

jest.setTimeout(180_000);

afterEach(closeClusters);

const servers = testServers().map((server) => ({ name: label(server), server }));

test.each(servers)(
  "$name: planned moves refuse nothing, and with every way to lose the master nothing is lost",
  async ({ server }) => {
    const scenario = await startUnderLoad({
      // Some of these are built without jemalloc.
      input: { server: serverInput(server), memory: { activeDefrag: false } },
      environment: { REDIS_SERVER: server.binary },
    });
    for (const move of [onRequest, onStop]) await move(scenario);
    expect(scenario.load.refused).toEqual({});
    for (const loss of [onCrash, onDeathOfNode, onFreeze]) await loss(scenario);
    await startAllAnew(scenario);
  },
);

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
