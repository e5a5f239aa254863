import { cpSync } from "node:fs";
import { Redis } from "ioredis";
import type { Restored } from "../../../cli/restore";
import { fetchBackup, restoreInto, restoreTarget } from "../../../cli/restore";
import { observe } from "../../../cli/health/observe";
import { runtimeScripts } from "../../../runtime";
import type { ClusterNode } from "../../support/cluster";
import { encryptedOptions } from "../../support/cluster/encrypted";
import { deployedCluster } from "../../support/deployed-cluster";
import { testPassword } from "../../support/node-files";
import { writesGoOn } from "../../failure/scenario";
import type { Scene } from "../backup/scene";
import { prefix, shareScene, startScene, takeBackup, withSceneJob } from "../backup/scene";

const shared = shareScene();

/** What `redis-cache restore` does; fails with the ends of all logs, too. */
async function restore(scene: Scene, from = "latest"): Promise<Restored> {
  const { cluster } = scene;
  const instance = deployedCluster(cluster);
  try {
    return await withSceneJob(scene, async (job) => {
      const manifest = await fetchBackup(job, from, () => undefined);
      const node = restoreTarget(await observe(instance));
      return restoreInto(instance, { nodes: cluster.folder, node, job, manifest }, () => undefined);
    });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${cluster.logs(100)}`, { cause: error });
  }
}

test("all types, binary names and values, expiring keys, several databases and functions come back", async () => {
  const scene = shared();
  const { cluster } = scene;
  await fillAllTypes(cluster.home);
  const taken = await takeBackup(scene);
  // Not of the master: replicas never learn how many entries a group of a stream has read.
  const before = await contents(cluster.redis.find(({ name }) => name === taken.source)!);
  await deleteAll(cluster.home);
  await cluster.home.askAs("app", "SET", "newer", "is lost");

  const restored = await restore(scene);

  expect(restored).toMatchObject({ keys: taken.keys, canary: taken.id, problems: [] });
  const master = await cluster.master();
  expect(restored.answer.fields.to).toBe(master.name);
  expect(withoutNotes(await contents(master))).toEqual(before);
  expect(await master.askAs("app", "FCALL", "answer", 0)).toBe(42);

  await cluster.stop();
  cluster.start();
  await cluster.waitHealthy();
  expect(withoutNotes(await contents(await cluster.master()))).toEqual(before);
});

test("the instance goes on until the backup is loaded, and every node has its data afterwards", async () => {
  const scene = await startScene(await encryptedOptions());
  const { cluster } = scene;
  await cluster.home.askAs("app", "SET", "in", "backup");
  await takeBackup(scene);
  const load = await cluster.writeLoad();
  await writesGoOn({ cluster, load });

  const restored = await restore(scene);

  expect(restored.problems).toEqual([]);
  await writesGoOn({ cluster, load });
  await cluster.waitHealthy();
  for (const node of cluster.redis) expect(await node.askAs("app", "GET", "in")).toBe("backup");
});

test("what is not whole, not there or not readable is refused before anything is touched", async () => {
  const scene = shared();
  const { bucket, cluster } = scene;
  const master = await cluster.master();
  await master.askAs("app", "SET", "still", "here");
  const { id } = await takeBackup(scene);
  const key = `${prefix}/${id}/dump.rdb`;
  const dump = bucket.read(key);

  await expect(restore(scene, "20200101T000000Z-00000000")).rejects.toThrow(/there is no backup 20200101T000000Z/);
  await expect(restore(scene, "2020-01-01")).rejects.toThrow(/there is no backup 2020-01-01/);
  bucket.write(key, dump.subarray(0, dump.length - 5));
  await expect(restore(scene)).rejects.toThrow(/has \d+ bytes, and its manifest says|could not be downloaded/);
  const flipped = Buffer.from(dump);
  flipped[20]! ^= 1;
  bucket.write(key, flipped);
  await expect(restore(scene)).rejects.toThrow(/has been changed/);
  bucket.write(key, dump);
  bucket.write(`${prefix}/${id}/manifest.json`, "{}\n");
  await expect(restore(scene)).rejects.toThrow(/the manifest of .* is damaged/);

  expect(await master.askAs("app", "GET", "still")).toBe("here");
  expect(await cluster.problems()).toEqual([]);
});

test("a restore that is interrupted leaves the old data, and can be run again", async () => {
  const scene = shared();
  const { cluster } = scene;
  const before = await cluster.master();
  await before.askAs("app", "SET", "kept", "before");
  const { id } = await takeBackup(scene);
  await before.askAs("app", "SET", "kept", "after");
  const target = cluster.redis.find((node) => node !== before)!;
  const placed = target.events("restore-placed").length;
  await withSceneJob(scene, async (job) => {
    await fetchBackup(job, id, () => undefined);
    cpSync(job.work, target.path("data", "restore"), { recursive: true });
  });
  target.write("run", { "restore.request": `${id}\n` });
  await cluster.waitFor("the copy is placed", () => target.events("restore-placed").length > placed);
  await target.end();
  target.start();
  await cluster.waitHealthy();
  expect(await target.askAs("app", "GET", "kept")).toBe("after");

  // An answer to the same request that was left from before is not taken for an answer to this one.
  for (const node of cluster.redis) node.write("run", { "restore.answer": `${id} done reason="before"\n` });
  expect(await restore(scene)).toMatchObject({ problems: [], answer: { fields: { cause: "restore" } } });
  expect(await (await cluster.master()).askAs("app", "GET", "kept")).toBe("before");
});

test("a step that fails after the node was made master: the answer is what came of it", async () => {
  const tell = runtimeScripts()["hand-over-6-tell.sh"]!;
  const once = 'rm "$RUN_DIR/trap" 2>/dev/null && why_not=trapped && return 1\n';
  const scene = await startScene({
    scripts: { "hand-over-6-tell.sh": tell.replace("turn_others() {\n", `$&  ${once}`) },
  });
  const { cluster } = scene;
  await cluster.home.askAs("app", "SET", "in", "backup");
  await takeBackup(scene);
  for (const node of cluster.redis) node.write("run", { trap: "" });

  const { problems, answer } = await restore(scene);

  expect(problems).toEqual([]);
  const master = await cluster.master();
  expect(answer).toMatchObject({ outcome: "done", fields: { to: master.name } });
  expect(master.events("no-hand-over").at(-1)).toContain("trapped");
  for (const node of cluster.redis) expect(await node.askAs("app", "GET", "in")).toBe("backup");
});

test("a million keys come back", async () => {
  const scene = shared();
  const { cluster } = scene;
  const before = await cluster.master();
  await writeMany(before, 1_000_000);
  const taken = await takeBackup(scene);
  expect(taken.keys).toBeGreaterThanOrEqual(1_000_000);
  await before.askAs("app", "UNLINK", "many:7");

  const restored = await restore(scene);

  expect(restored).toMatchObject({ keys: taken.keys, problems: [] });
  for (const node of cluster.redis) expect(await node.askAs("app", "GET", "many:7")).toBe("7");
});

async function writeMany(node: ClusterNode, count: number): Promise<void> {
  const client = clientOf(node);
  const together = 10_000;
  for (let first = 0; first < count; first += together) {
    await client.mset(...Array.from({ length: together }, (_, i) => [`many:${first + i}`, first + i]).flat());
  }
  client.disconnect();
}

function clientOf({ port }: ClusterNode): Redis {
  return new Redis({ port, host: "127.0.0.1", username: "app", password: testPassword("app") });
}

const binary = Buffer.from([0, 10, 13, 255, 92, 34, 39, 0]);

async function fillAllTypes(node: ClusterNode): Promise<void> {
  const client = clientOf(node);
  await client.set(Buffer.concat([Buffer.from("bin:"), binary]), binary);
  await client.set("number", 12_345);
  await client.rpush("list", "a", binary, "c");
  await client.sadd("set", "a", binary);
  await client.sadd("ints", 1, 2, 3);
  await client.zadd("zset", 1.5, "a", -2, binary);
  await client.hset("hash", "field", binary, "other", "x");
  await client.xadd("stream", "1-1", "k", binary);
  await client.xgroup("CREATE", "stream", "group", "0");
  await client.xreadgroup("GROUP", "group", "consumer", "STREAMS", "stream", ">");
  await client.setbit("bits", 100, 1);
  await client.pfadd("hll", "a", "b");
  await client.geoadd("geo", 13.4, 52.5, "Berlin");
  await client.set("expires", "later", "EX", 100_000);
  await client.function("LOAD", "#!lua name=lib\nredis.register_function('answer', function() return 42 end)");
  await client.select(3);
  await client.set("in database", "three");
  client.disconnect();
}

/** What a node holds: the value of each key, and whether it expires, by database and name. */
async function contents(node: ClusterNode): Promise<Record<string, unknown>> {
  const client = clientOf(node);
  const found: Record<string, unknown> = {};
  for (const database of [0, 3]) {
    await client.select(database);
    for (const key of await client.scanBuffer(0, "COUNT", 1000).then(([, keys]) => keys)) {
      found[`${database} ${key.toString("base64")}`] = [await valueOf(client, key), (await client.ttl(key)) > 0];
    }
  }
  client.disconnect();
  return withoutNotes(found);
}

/** The value as DUMP serialises it, or, as each server orders a set by a seed of its own, the sorted members. */
async function valueOf(client: Redis, key: Buffer): Promise<unknown> {
  if ((await client.type(key)) !== "set") return (await client.dumpBuffer(key))?.toString("base64");
  return (await client.smembersBuffer(key)).map((member) => member.toString("base64")).toSorted();
}

const notes = ["canary", "backup:started", "backup:time", "backup:bytes", "backup:keys", "backup:milliseconds"].map(
  (name) => `0 ${Buffer.from(`redis-cache:${name}`).toString("base64")}`,
);

/** Without the toolkit's own keys. */
function withoutNotes(found: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(found).filter(([name]) => !notes.includes(name)));
}

async function deleteAll(node: ClusterNode): Promise<void> {
  const client = clientOf(node);
  for (const database of [0, 3]) {
    await client.select(database);
    const [, keys] = await client.scanBuffer(0, "COUNT", 1000);
    if (keys.length > 0) await client.unlink(...keys);
  }
  client.disconnect();
}
