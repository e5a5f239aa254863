import { existsSync } from "node:fs";
import type { Cluster, ClusterNode } from "../support/cluster";
import { closeClusters, startCluster } from "../support/cluster";
import { ask } from "../support/cluster/hand-over-request";
import { requestHandOver, settle, startUnderLoad, steady } from "./scenario";

afterEach(closeClusters);

test("a request and SIGTERM at the same time, and two requests at once: one hand-over each", async () => {
  const scenario = await startUnderLoad();
  const { cluster, load } = scenario;
  const { home } = cluster;
  ask(home, "with-a-stop");
  await home.stop();
  home.start();
  const second = await settle(scenario);
  expect(handOvers(cluster)).toHaveLength(1);

  ask(second, "first");
  await cluster.waitFor("it is taken", () => !existsSync(second.path("run", "hand-over.request")));
  expect(await requestHandOver(cluster, second)).toContain(' refused role=slave reason="this node is not master"');
  const third = await settle(scenario);
  expect(third.name).not.toBe(second.name);
  expect(handOvers(cluster)).toHaveLength(2);
  expect(load.refused).toEqual({});
});

test("a request while a Sentinel fails over: refused, and who has the newest writes is master", async () => {
  const cluster = await startCluster({ environment: steady });
  await cluster.waitReady();
  const { home } = cluster;
  const replicas = cluster.redis.slice(1);
  // A chosen replica that stands still keeps the failover going.
  for (const node of replicas) node.kill("server", "SIGSTOP");
  await cluster.sentinels[0]!.ask("SENTINEL", "FAILOVER", cluster.context.masterName);
  const chosen = await chosenReplica(cluster);
  for (const node of replicas) if (node !== chosen) node.kill("server", "SIGCONT");
  const answer = await requestHandOver(cluster, home);
  chosen.kill("server", "SIGCONT");
  expect(answer).toMatch(/ refused .*a Sentinel marks cache-master-0 as down or fails it over already/);
  await cluster.waitHealthy();
  // The Sentinel's choice, which stood still, yields to a replica that has heard more meanwhile.
  expect(await cluster.master()).not.toBe(home);
  for (const line of handOvers(cluster)) expect(line).toContain("behind");
});

test("two instances of one name on one machine: a hand-over and a crash of one leave the other as it was", async () => {
  const [moved, other] = await Promise.all([startUnderLoad(), startUnderLoad()]);
  await other.cluster.waitFor("its Sentinels have heard of its epoch", async () =>
    (await sight(other.cluster)).named.every(({ epoch }) => epoch === "1"),
  );
  const before = await sight(other.cluster);
  await requestHandOver(moved.cluster, moved.cluster.home);
  const second = await settle(moved);
  second.kill("server");
  expect((await settle(moved)).name).not.toBe(second.name);

  expect(await sight(other.cluster)).toEqual(before);
  for (const { cluster } of [moved, other]) expect(await knownNodes(cluster)).toEqual(Array(3).fill([2, 2]));
  await settle(other);
  expect(other.load.refused).toEqual({});
});

test("five nodes become three at once, the master among those that go: it goes home", async () => {
  const scenario = await startUnderLoad({ input: { replicas: { min: 2, max: 4 } } });
  const { cluster, load } = scenario;
  await requestHandOver(cluster, cluster.home, "cache-replica-3");
  expect((await settle(scenario)).name).toBe("cache-replica-3");
  await cluster.stop([cluster.node("replica-2"), cluster.node("replica-3")]);
  // Any other that has the writes may be stopped next.
  expect((await settle(scenario)).name).toBe(cluster.home.name);
  expect(load.refused).toEqual({});
});

/** The hand-overs that were done. */
function handOvers(cluster: Cluster): string[] {
  return cluster.redis.flatMap((node) => node.events("hand-over"));
}

/** The replica that a Sentinel has chosen in the failover that it is at. */
async function chosenReplica(cluster: Cluster): Promise<ClusterNode> {
  let port: string | undefined;
  await cluster.waitFor("a replica is chosen", async () => {
    const replicas = await cluster.sentinels[0]!.sentinelReplicas(cluster.context.masterName);
    port = replicas.find(({ flags }) => flags?.includes("promoted"))?.port;
    return port !== undefined;
  });
  return cluster.redis.find((node) => String(node.port) === port)!;
}

/** Whom all Sentinels name in which epoch, and the servers' processes. */
async function sight(cluster: Cluster) {
  const views = await Promise.all(cluster.sentinels.map((node) => node.sentinelMaster(cluster.context.masterName)));
  return {
    named: views.map((view) => ({ address: `${view?.ip}:${view?.port}`, epoch: view?.["config-epoch"] })),
    servers: cluster.nodes.map((node) => node.serverPid()),
  };
}

/** How many other Sentinels and replicas each Sentinel knows. */
async function knownNodes(cluster: Cluster): Promise<number[][]> {
  const views = await Promise.all(cluster.sentinels.map((node) => node.sentinelMaster(cluster.context.masterName)));
  return views.map((view) => [Number(view?.["num-other-sentinels"]), Number(view?.["num-slaves"])]);
}
