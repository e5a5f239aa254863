import { closeClusters } from "../support/cluster";
import { serverInput } from "../support/contexts";
import type { InstalledServer } from "../support/servers";
import { label, testServers } from "../support/servers";
import type { Scenario } from "./scenario";
import { requestHandOver, settle, startUnderLoad } from "./scenario";

afterEach(closeClusters);
jest.setTimeout(180_000);

// Two instances at once: most of their time is waiting, but more of them would starve on a small machine.
const servers = testServers();
const pairs = servers.flatMap((_, i) => (i % 2 === 0 ? [servers.slice(i, i + 2)] : []));

test.each(pairs.map((pair) => ({ pair, names: pair.map(label).join(", ") })))(
  "$names: four planned moves and two crashes, nothing lost, and nothing refused in the planned ones",
  async ({ pair }) => {
    await Promise.all(pair.map(moveAndCrash));
  },
);

async function moveAndCrash(server: InstalledServer): Promise<void> {
  const scenario = await startUnderLoad({
    // Some of these are built without jemalloc.
    input: { server: serverInput(server), memory: { activeDefrag: false } },
    environment: { REDIS_SERVER: server.binary },
  });
  for (const move of [onRequest, onStop, onRequest, onStop]) await move(scenario);
  expect({ [label(server)]: scenario.load.refused }).toEqual({ [label(server)]: {} });
  for (let i = 0; i < 2; i++) await onCrash(scenario);
}

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
