import type { Cluster, ClusterNode } from "../support/cluster";
import { closeClusters, startCluster } from "../support/cluster";

afterEach(closeClusters);
jest.setTimeout(120_000);

const steady = { STEADY_SECONDS: "1" };

async function healthyWithOther(cluster: Cluster, old: ClusterNode): Promise<ClusterNode> {
  await cluster.waitFor("another master", async () => {
    const masters = await cluster.masters();
    return masters.length === 1 && masters[0] !== old;
  });
  await cluster.waitHealthy();
  return cluster.master();
}

test("kill -9 of the master's server", async () => {
  const cluster = await startCluster({ environment: steady });
  const load = await cluster.writeLoad();
  await cluster.waitFor("writes", () => load.acknowledged.length > 200);
  const old = await cluster.master();
  old.kill("server");
  const master = await healthyWithOther(cluster, old);
  await load.stop();
  expect(await load.missingOn(master)).toEqual([]);
});

test("stop of the master", async () => {
  const cluster = await startCluster({ environment: steady });
  const load = await cluster.writeLoad();
  await cluster.waitFor("writes", () => load.acknowledged.length > 200);
  const old = await cluster.master();
  await old.stop();
  old.start();
  const master = await healthyWithOther(cluster, old);
  await load.stop();
  expect(await load.missingOn(master)).toEqual([]);
});
