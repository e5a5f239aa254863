import { renderInstance } from "../../configs/render";
import { closeClusters } from "../support/cluster";
import { serverInput } from "../support/contexts";
import { type InstalledServer, label, testServers } from "../support/servers";
import type { Scenario } from "./scenario";
import { settle, startUnderLoad } from "./scenario";

afterEach(closeClusters);

const servers = new Map(testServers().map((server) => [label(server), server]));

/** Each reads what the one before has written. */
const chains = [
  ["redis 6.2.5", "redis 7.0.15", "redis 8.2.3"],
  ["redis 7.0.15", "valkey 8.1.8", "valkey 9.1.2"],
].map((names) => names.map((name) => servers.get(name)!));

test.each(chains.map((chain) => [chain.map(label).join(", "), chain] as const))(
  "%s: replicas, master and Sentinels roll to each next server; no write is refused, none is lost",
  async (_, [first, ...later]) => {
    const scenario = await startUnderLoad({
      // Some of these are built without jemalloc.
      input: { server: serverInput(first!), memory: { activeDefrag: false } },
      environment: { REDIS_SERVER: first!.binary },
    });
    for (const server of later) await upgrade(scenario, server);
    expect(scenario.load.refused).toEqual({});
  },
);

/** As a deployment does: all see the new files at once, and then the nodes start again one after the other. */
async function upgrade(scenario: Scenario, server: InstalledServer): Promise<void> {
  const { cluster } = scenario;
  const { settings } = cluster.context;
  const chosen = { ...settings.server, ...serverInput(server) } as typeof settings.server;
  const files = renderInstance({ ...cluster.context, settings: { ...settings, server: chosen } });
  for (const node of cluster.redis) node.write("config", files.redis);
  for (const node of cluster.sentinels) node.write("config", files.sentinel);

  const replicas = cluster.redis.filter((node) => node !== cluster.home);
  for (const node of [...replicas, cluster.home, ...cluster.sentinels]) {
    await node.stop();
    node.set({ REDIS_SERVER: server.binary });
    node.start();
    await cluster.waitHealthy();
  }
  await settle(scenario);
  for (const node of cluster.redis) {
    const { valkey_version, redis_version } = await node.info("server");
    expect(valkey_version ?? redis_version).toBe(server.version);
  }
}
