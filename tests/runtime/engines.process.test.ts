import { type Cluster, closeClusters, startCluster } from "../support/cluster";
import { type InstalledServer, label, testServers } from "../support/servers";
import type { InstanceInput } from "../../configs";

jest.setTimeout(120_000);

afterEach(closeClusters);

const servers = testServers().map((server) => ({ name: label(server), server }));

test.each(servers)(
  "$name: first start, failover, and a start of everything, with transactions in the append-only file",
  async ({ server }) => {
    const { cluster, load } = await startWithWrites(server);
    await load.stop();

    cluster.home.kill("server");
    await anotherMaster(cluster);
    await writeByScript(cluster);
    await cluster.stop();
    cluster.start();
    await cluster.waitHealthy();
    for (const node of cluster.redis) {
      expect(await load.missingOn(node)).toEqual([]);
      expect([node.name, await node.askAs("app", "MGET", ...scriptKeys)]).toEqual([node.name, ["1", "2"]]);
    }
  },
);

test.each(servers)(
  "$name: the master's node dies and is back at once, closed; a replica takes its place",
  async ({ server }) => {
    const { cluster, load } = await startWithWrites(server);
    for (const part of ["script", "server"] as const) cluster.home.kill(part);
    await anotherMaster(cluster);
    await load.stop();
    expect(await load.missingOn(await cluster.master())).toEqual([]);
  },
);

const scriptKeys = ["script:1", "script:2"];

/** A script that writes several keys is a transaction in the append-only file, as MULTI is. */
async function writeByScript(cluster: Cluster): Promise<void> {
  const script = "for i, key in ipairs(KEYS) do redis.call('SET', key, i) end";
  await (await cluster.master()).askAs("app", "EVAL", script, "2", ...scriptKeys);
}

async function anotherMaster(cluster: Cluster): Promise<void> {
  await cluster.waitFor("another master", async () => {
    const [master] = await cluster.masters();
    return master !== undefined && master !== cluster.home;
  });
  await cluster.waitHealthy();
}

async function startWithWrites({ engine, version, binary }: InstalledServer) {
  const series = version.split(".").slice(0, 2).join(".");
  const cluster = await startCluster({
    // Some of these are built without jemalloc.
    input: { server: { engine, version: series }, memory: { activeDefrag: false } } as InstanceInput,
    environment: { REDIS_SERVER: binary },
  });
  const load = await cluster.writeLoad();
  await cluster.waitFor("writes", () => load.acknowledged.length > 50);
  return { cluster, load };
}
