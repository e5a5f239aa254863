import type { Cluster } from "../../support/cluster";
import { closeClusters, createCluster, startCluster } from "../../support/cluster";

afterEach(closeClusters);

/** The reason that a node last gave for staying closed. */
function closedBecause(cluster: Cluster, node = cluster.home): string {
  return node.events("closed").at(-1) ?? "";
}

/** A healthy instance with key `kept`, on a replica too. */
async function startWithKey(): Promise<Cluster> {
  const cluster = await startCluster();
  await (await cluster.master()).askAs("app", "SET", "kept", "yes");
  await cluster.waitFor(
    "a replica has it",
    async () => (await cluster.node("replica-1").askAs("app", "GET", "kept")) === "yes",
  );
  return cluster;
}

test("an empty node does not become master over data, even where the Sentinels name it", async () => {
  const cluster = await startWithKey();
  await cluster.stop();
  cluster.home.wipe();

  cluster.start([...cluster.sentinels, cluster.home]);
  await cluster.waitFor("it waits for the others", () => /waiting to hear whether/.test(closedBecause(cluster)));
  expect(await cluster.masters()).toEqual([]);

  // The server's files of its first, empty life must not count as data.
  cluster.home.kill("server");
  await cluster.waitFor(
    "it has started again",
    () => cluster.home.events("start").at(-1)?.includes("data=no") === true,
  );
  cluster.start();
  await cluster.waitHealthy();
  expect((await cluster.master()).name).not.toBe(cluster.home.name);
  for (const node of cluster.redis) expect(await node.askAs("app", "GET", "kept")).toBe("yes");
});

test("a first start waits for every Sentinel and every node", async () => {
  const cluster = await createCluster();
  const late = cluster.node("replica-1");
  const lateSentinel = cluster.node("sentinel-2");
  cluster.start(cluster.nodes.filter((node) => node !== late && node !== lateSentinel));
  await cluster.waitFor("the home waits for the Sentinel", () => /only 2 of 3 Sentinels/.test(closedBecause(cluster)));
  lateSentinel.start();
  await cluster.waitFor("the home waits for the replica", () =>
    closedBecause(cluster).includes(`waiting for ${late.name}`),
  );
  expect(await cluster.masters()).toEqual([]);

  late.start();
  await cluster.waitHealthy();
  expect((await cluster.master()).name).toBe(cluster.home.name);
});

test("different data of the same epoch: nobody becomes master, and both nodes are named", async () => {
  const cluster = await createCluster();
  const files = { "dump.rdb": "stands for a data set\n" };
  cluster.home.write("data", files);
  cluster.node("replica-0").write("data", files);
  cluster.home.write("data", { "node.state": `2 ${"a".repeat(40)} 500 1700000000\n` });
  cluster.node("replica-0").write("data", { "node.state": `2 ${"b".repeat(40)} 900 1700000000\n` });

  cluster.start();
  const third = cluster.node("replica-1");
  await cluster.waitFor("the third says who differ", () =>
    /cache-master-0 and cache-replica-0 hold different data of the same epoch 2/.test(closedBecause(cluster, third)),
  );
  expect(await cluster.masters()).toEqual([]);
});

test("all Sentinels and the master lost while the replicas run: the freshest replica becomes master", async () => {
  const cluster = await startWithKey();
  await cluster.stop(cluster.sentinels);
  await cluster.stop([cluster.home]);
  cluster.home.wipe();
  for (const sentinel of cluster.sentinels) sentinel.wipe();

  cluster.start();
  await cluster.waitHealthy();
  expect((await cluster.master()).name).not.toBe(cluster.home.name);
  for (const node of cluster.redis) expect(await node.askAs("app", "GET", "kept")).toBe("yes");
});
