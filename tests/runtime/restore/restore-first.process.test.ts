import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderInstance } from "../../../configs/render";
import { bucketFiles } from "../../../configs/secrets/node-files";
import type { ClusterNode } from "../../support/cluster";
import type { Scene, Taken } from "../backup/scene";
import { manifestOf, onClose, prefix, startScene, takeBackup, closeScenes } from "../backup/scene";

afterEach(closeScenes);

test("an instance without data begins with the backup that its settings name, once", async () => {
  const { scene, taken } = await startWithBackup();
  const { cluster } = scene;
  await loseVolumes(scene, cluster.nodes);

  start(scene, "latest");
  await cluster.waitHealthy();
  expect(await cluster.master()).toBe(cluster.home);
  expect(await cluster.home.askAs("app", "GET", "redis-cache:canary")).toBe(taken.id);
  for (const node of cluster.redis) expect(await node.askAs("app", "GET", "in")).toBe("backup");

  await cluster.home.askAs("app", "SET", "after", "it");
  await cluster.stop();
  cluster.start();
  await cluster.waitHealthy();
  expect(await (await cluster.master()).askAs("app", "GET", "after")).toBe("it");
  expect(cluster.home.events("restore-placed")).toHaveLength(1);
});

test("the Sentinels still name another node: the home takes its place with the backup", async () => {
  const { scene } = await startWithBackup();
  const { cluster } = scene;
  await cluster.home.end();
  await cluster.waitFor("another master", async () => (await cluster.masters()).length === 1);
  await loseVolumes(scene, cluster.redis);

  start(scene, "latest");
  await cluster.waitHealthy();
  expect(await (await cluster.master()).askAs("app", "GET", "in")).toBe("backup");
  expect(cluster.redis.flatMap((node) => node.events("restore-placed"))).toHaveLength(1);
});

test("never over data: a home that has lost its volume takes that of the others", async () => {
  const { scene } = await startWithBackup();
  const { cluster } = scene;
  for (const node of cluster.redis) wantRestore(node, "latest");
  serve(scene);
  await cluster.home.askAs("app", "SET", "in", "use");
  await cluster.home.end();
  cluster.home.wipe();
  cluster.home.start();
  await cluster.waitHealthy();
  for (const node of cluster.redis) expect(await node.askAs("app", "GET", "in")).toBe("use");
  expect(cluster.home.events("restore-placed")).toEqual([]);
});

test("a backup that is not there or of a later version is waited for closed, with the reason, until another is named", async () => {
  const { scene, taken } = await startWithBackup();
  const { cluster, bucket } = scene;
  const later = { ...manifestOf(scene, taken), version: "99.0.0" };
  const whole = bucket.read(`${prefix}/${taken.id}/manifest.json`);
  bucket.write(`${prefix}/${taken.id}/manifest.json`, `${JSON.stringify(later, null, 2)}\n`);
  await loseVolumes(scene, cluster.nodes);

  start(scene, "20200101T000000Z-00000000");
  const says = (text: string) => () => cluster.home.probe("ready.sh").says.includes(text);
  await cluster.waitFor("it is not there", says("there is no backup 20200101T000000Z-00000000"));
  for (const node of cluster.redis) wantRestore(node, "latest");
  await cluster.waitFor("it is of a later version", says("whose files redis 7.0 cannot read"));
  expect(await cluster.masters()).toEqual([]);

  bucket.write(`${prefix}/${taken.id}/manifest.json`, whole);
  for (const node of cluster.redis) wantRestore(node, taken.id);
  await cluster.waitHealthy();
  expect(await cluster.home.askAs("app", "GET", "in")).toBe("backup");
});

async function startWithBackup(): Promise<{ scene: Scene; taken: Taken }> {
  const scene = await startScene();
  await scene.cluster.home.askAs("app", "SET", "in", "backup");
  return { scene, taken: await takeBackup(scene) };
}

async function loseVolumes({ cluster }: Scene, nodes: readonly ClusterNode[]): Promise<void> {
  await cluster.stop();
  for (const node of nodes) node.wipe();
}

/** As on Kubernetes with setting `restore.from`. */
function start(scene: Scene, from: string): void {
  for (const node of scene.cluster.redis) wantRestore(node, from);
  serve(scene);
  scene.cluster.start();
}

function wantRestore(node: ClusterNode, from: string): void {
  node.edit("config", "instance.env", (text) => text.replace(/^RESTORE_FROM=.*$/m, `RESTORE_FROM='${from}'`));
}

/** The container beside the home of the master. */
function serve({ cluster, bucket }: Scene): void {
  const folder = join(cluster.folder, "restore-container");
  const files = (name: string, texts: Record<string, string>) => {
    mkdirSync(join(folder, name), { recursive: true });
    for (const [file, text] of Object.entries(texts)) writeFileSync(join(folder, name, file), text);
    return join(folder, name);
  };
  const child = spawn("sh", [cluster.home.path("scripts", "restore-serve.sh")], {
    env: {
      PATH: process.env.PATH,
      NODE_NAME: cluster.home.name,
      CONFIG_DIR: files("config", renderInstance(cluster.context).backup!),
      SCRIPTS_DIR: cluster.home.path("scripts"),
      STORE_SECRETS_DIR: files("bucket", bucketFiles({ bucket: bucket.keys })),
      WORK_DIR: cluster.home.path("data", "restore"),
    },
    stdio: "ignore",
  });
  onClose(() => child.kill());
}
