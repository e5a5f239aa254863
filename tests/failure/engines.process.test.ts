import { closeClusters } from "../support/cluster";
import { serverInput } from "../support/contexts";
import { label, testServers } from "../support/servers";
import type { Scenario } from "./scenario";
import { requestHandOver, settle, startUnderLoad } from "./scenario";

jest.setTimeout(180_000);

afterEach(closeClusters);

const servers = testServers().map((server) => ({ name: label(server), server }));

test.each(servers)(
  "$name: four planned moves and two crashes, nothing lost, and nothing refused in the planned ones",
  async ({ server }) => {
    const scenario = await startUnderLoad({
      // Some of these are built without jemalloc.
      input: { server: serverInput(server), memory: { activeDefrag: false } },
      environment: { REDIS_SERVER: server.binary },
    });
    for (const move of [onRequest, onStop, onRequest, onStop]) await move(scenario);
    expect(scenario.load.refused).toEqual({});
    for (let i = 0; i < 2; i++) await onCrash(scenario);
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
