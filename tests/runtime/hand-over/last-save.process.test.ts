import { existsSync, readFileSync } from "node:fs";
import type { InstanceInput } from "../../../configs/settings/instance";
import type { Cluster, ClusterNode, WriteLoad } from "../../support/cluster";
import { closeClusters, startCluster } from "../../support/cluster";

afterEach(closeClusters);

const stop = { save: "3s", handOver: "2s", gracePeriod: "30s" } satisfies InstanceInput["stop"];

/** Each key takes its server a while to save, all of them longer than any limit of the test. */
async function saveSlowly(node: ClusterNode): Promise<void> {
  await node.ask("CONFIG", "SET", "rdb-key-save-delay", 1_000_000);
}

async function writeSome(cluster: Cluster): Promise<WriteLoad> {
  const load = await cluster.writeLoad();
  await cluster.waitFor("keys are written", () => load.acknowledged.length > 50);
  await load.stop();
  return load;
}

test("a save that takes longer than stop.save is ended, and the append-only file has all writes", async () => {
  const cluster = await startCluster({ input: { stop } });
  const load = await writeSome(cluster);
  await Promise.all(cluster.redis.map(saveSlowly));
  // All at once, so that the master finds nobody to hand over to.
  await Promise.all(cluster.redis.map((node) => node.stop()));
  for (const node of cluster.redis) {
    expect(node.exits.at(-1)).toEqual({ code: 0, signal: null });
    expect(node.processes()).toEqual([]);
    expect(node.events("unsaved")).toEqual([expect.stringMatching(/the append-only file has all writes/)]);
    expect(node.events("stopped").at(-1)).toContain("status=137");
  }
  cluster.start(cluster.redis);
  await cluster.waitHealthy();
  for (const node of cluster.redis) expect(await load.missingOn(node)).toEqual([]);
});

test("a save within stop.save is waited for", async () => {
  const cluster = await startCluster({ input: { stop: { ...stop, save: "10s" } } });
  const replica = cluster.node("replica-0");
  await cluster.home.askAs("app", "SET", "one", 1);
  await replica.ask("CONFIG", "SET", "rdb-key-save-delay", 2_000_000);
  await replica.stop();
  expect(replica.events("unsaved")).toEqual([]);
  expect(replica.events("stopped").at(-1)).toContain("status=0");
});

test("with persistence.mode none a server that does not stop is ended too, and nothing is kept", async () => {
  const cluster = await startCluster({ input: { persistence: { mode: "none" }, stop } });
  const replica = cluster.node("replica-0");
  const stopped = replica.stop();
  replica.kill("server", "SIGSTOP");
  await stopped;
  expect(replica.events("unsaved")).toEqual([expect.stringMatching(/nothing is kept on disk/)]);
});

test("a replica that writes its first append-only file has all the grace period, and forgets its state", async () => {
  const cluster = await startCluster({ input: { stop: { ...stop, save: "1s", gracePeriod: "8s" } } });
  const replica = cluster.node("replica-1");
  await replica.stop();
  replica.wipe();
  replica.edit("config", "redis.conf", (text) => `${text}rdb-key-save-delay 1000000\n`);
  await writeSome(cluster);
  replica.start();
  await cluster.waitFor("it is in sync and notes that", () => existsSync(replica.path("data", "node.state")));
  await cluster.waitFor("it writes its append-only file", async () => {
    const { aof_rewrite_in_progress, aof_rewrite_scheduled } = await replica.info("persistence");
    return aof_rewrite_in_progress === "1" && aof_rewrite_scheduled === "0";
  });
  await replica.stop();
  // The child that writes goes with the pod.
  await replica.end();
  expect(replica.events("unsaved")).toEqual([expect.stringMatching(/first append-only file .* not whole/)]);
  expect(existsSync(replica.path("data", "node.state"))).toBe(false);
  replica.edit("config", "redis.conf", (text) => text.replace("rdb-key-save-delay 1000000\n", ""));
  replica.start();
  await cluster.waitHealthy();
  expect(readFileSync(replica.path("data", "node.state"), "utf8")).toMatch(/^\d+ [0-9a-f]{40} /);
});
