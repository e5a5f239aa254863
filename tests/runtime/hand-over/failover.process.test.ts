import type { Cluster, ClusterNode } from "../../support/cluster";
import { closeClusters, startCluster } from "../../support/cluster";

afterEach(closeClusters);

async function waitForOther(cluster: Cluster, old: ClusterNode): Promise<void> {
  const names = async () => Object.values(await cluster.sentinelViews());
  await cluster.waitFor(
    "all Sentinels name another master",
    async () => new Set(await names()).size === 1 && !(await names()).includes(old.address),
  );
}

test("kill -9 of the master's server under load: another master, the old one its replica, nothing lost", async () => {
  const cluster = await startCluster();
  await cluster.waitReady();
  const load = await cluster.writeLoad();
  await cluster.waitFor("writes", () => load.acknowledged.length > 200);
  const old = await cluster.master();

  old.kill("server");
  await waitForOther(cluster, old);
  await cluster.waitHealthy();
  const before = load.acknowledged.length;
  await cluster.waitFor("writes go on", () => load.acknowledged.length > before + 100);
  await load.stop();

  const master = await cluster.master();
  expect(master.name).not.toBe(old.name);
  expect(await load.missingOn(master)).toEqual([]);
  await cluster.waitFor("the old master has all writes", async () => (await load.missingOn(old)).length === 0);
  expect(old.events("await-failover")).not.toEqual([]);
  expect(old.events("promote")).toHaveLength(1); // The one of the first start.
});

test("the master's volume lost with the crash: the data comes back from a replica", async () => {
  const cluster = await startCluster();
  await cluster.waitReady();
  const load = await cluster.writeLoad();
  await cluster.waitFor("writes", () => load.acknowledged.length > 200);
  await load.stop();
  const old = await cluster.master();

  old.wipe();
  old.kill("server");
  await waitForOther(cluster, old);
  await cluster.waitHealthy();

  for (const node of cluster.redis) expect(await load.missingOn(node)).toEqual([]);
});

test("SIGSTOP of the master's server: another master, and the thawed one follows it", async () => {
  const cluster = await startCluster();
  await cluster.waitReady();
  const old = await cluster.master();

  old.kill("server", "SIGSTOP");
  await waitForOther(cluster, old);
  old.kill("server", "SIGCONT");
  await cluster.waitHealthy();

  expect((await cluster.master()).name).not.toBe(old.name);
});
