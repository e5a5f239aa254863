import { closeClusters, type ClusterNode, createCluster, startCluster } from "../support/cluster";

afterEach(closeClusters);

const isReady = (node: ClusterNode) => node.probe("ready.sh").passes;
const isAlive = (node: ClusterNode) => node.probe("alive.sh").passes;

test("a platform that starts the home of the master after the replicas does not wait for itself", async () => {
  const cluster = await createCluster();
  const others = cluster.nodes.filter((node) => node !== cluster.home);
  cluster.start(others);
  await cluster.waitFor("all but the home are ready", () => others.every(isReady));
  expect(await cluster.masters()).toEqual([]);

  cluster.start([cluster.home]);
  await cluster.waitHealthy();
  await cluster.waitFor("all are ready", () => cluster.nodes.every(isReady));
  expect((await cluster.master()).name).toBe(cluster.home.name);
});

test("a replica whose master is gone stays ready, and one that cannot follow a master that serves does not", async () => {
  const cluster = await startCluster({ input: { master: { maxLag: "2s" } } });
  await cluster.waitFor("all are ready", () => cluster.nodes.every(isReady));
  const [first, second] = cluster.redis.filter((node) => node !== cluster.home);

  // Without a majority nobody takes the master's place.
  await cluster.stop(cluster.sentinels.slice(1));
  await cluster.home.end();
  await cluster.waitFor("the link is down", async () => (await first!.info()).master_link_status === "down");
  expect([first, second].map((node) => isReady(node!))).toEqual([true, true]);

  cluster.start([cluster.home, ...cluster.sentinels.slice(1)]);
  await cluster.waitHealthy();
  const master = await cluster.master();
  const replica = cluster.redis.find((node) => node !== master)!;
  replica.write("secrets", { replication: "another-password-0123" });
  await replica.stop();
  replica.start();
  await cluster.waitFor(
    "it is not ready",
    () => replica.probe("ready.sh").says === `waiting for the sync with ${master.name}`,
  );
  expect(isAlive(replica)).toBe(true);
});

test("alive is who answers, whatever it says; who takes a connection and says nothing is not", async () => {
  const cluster = await startCluster();
  const [replica] = cluster.redis.filter((node) => node !== cluster.home);
  const [sentinel] = cluster.sentinels;
  expect([cluster.home, replica!, sentinel!].map(isAlive)).toEqual([true, true, true]);

  // A script that does not run keeps no note of answers, so that the probe asks.
  replica!.kill("script", "SIGSTOP");
  replica!.remove("run", "answered");
  replica!.write("secrets", { ops: "another-password-0123" });
  expect(replica!.probe("alive.sh")).toEqual({ passes: true, says: expect.stringMatching(/WRONGPASS/) as string });
  replica!.kill("script", "SIGCONT");

  sentinel!.kill("server", "SIGSTOP");
  const silent = { passes: false, says: "the server gave no answer within 4 s" };
  await cluster.waitFor("the note of its last answer is old", () => !isAlive(sentinel!));
  expect(sentinel!.probe("alive.sh")).toEqual(silent);
  sentinel!.write("run", { readiness: "waiting for others\n" });
  expect(sentinel!.probe("started.sh")).toEqual(silent);
  sentinel!.kill("server", "SIGCONT");
  expect(sentinel!.probe("started.sh").passes).toBe(true);
  sentinel!.write("run", { readiness: "ready\n" });
  expect(sentinel!.probe("started.sh")).toEqual({ passes: true, says: "" });

  await replica!.end();
  expect(isAlive(replica!)).toBe(true);
});
