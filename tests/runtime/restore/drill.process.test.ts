import type { Drill } from "../../../cli/backup/drill";
import { drillSteps } from "../../../cli/backup/drill";
import type { Scene } from "../backup/scene";
import { manifestOf, prefix, shareScene, takeBackup, withSceneJob } from "../backup/scene";

const shared = shareScene();

async function runDrill(scene: Scene): Promise<Drill> {
  let done: Drill | undefined;
  await withSceneJob(scene, async (job) => {
    for (const { run } of drillSteps(job, (drill) => (done = drill))) await run(() => undefined);
  });
  return done!;
}

test("a backup that is not what its manifest says fails the drill, and so does none at all", async () => {
  const scene = shared();
  await expect(runDrill(scene)).rejects.toThrow(/there is no backup in/);
  const taken = await takeBackup(scene);
  const key = `${prefix}/${taken.id}/manifest.json`;
  const more = { ...manifestOf(scene, taken), keys: taken.keys + 1 };
  scene.bucket.write(key, `${JSON.stringify(more, null, 2)}\n`);
  await expect(runDrill(scene)).rejects.toThrow(/holds \d+ keys, and its manifest says \d+/);
  const { home } = scene.cluster;
  expect(await home.askAs("app", "GET", "redis-cache:drill:started")).not.toBeNull();
  expect(await home.askAs("app", "GET", "redis-cache:drill:time")).toBeNull();
});

test("two loads of the newest backup hold the same, also what has expired since; the instance is not touched", async () => {
  const scene = shared();
  const { home } = scene.cluster;
  await home.askAs("app", "SET", "lasts", "x");
  await home.askAs("app", "SET", "expires", "soon", "PX", 1_500);
  const taken = await takeBackup(scene);
  await scene.cluster.waitFor("it expires", async () => (await home.askAs<number>("app", "EXISTS", "expires")) === 0);

  const drill = await runDrill(scene);

  expect(drill).toMatchObject({ id: taken.id, keys: taken.keys });
  expect(drill.digest).toMatch(/^(?!0{40})[0-9a-f]{40}$/);
  expect(drill.age).toBeLessThan(3600);
  // An empty server takes more than half a MiB.
  expect(drill.memory).toBeGreaterThan(2 ** 19);
  for (const [name, value] of [
    ["keys", drill.keys],
    ["seconds", drill.seconds],
    ["age", drill.age],
  ]) {
    expect([name, await home.askAs("app", "GET", `redis-cache:drill:${name}`)]).toEqual([name, String(value)]);
  }
  expect(await scene.cluster.problems()).toEqual([]);
});
