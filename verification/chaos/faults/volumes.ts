import type { ClusterNode } from "../../../tests/support/cluster";
import type { Fault, RedisTarget, Target } from "../fault";
import type { Scene } from "../scene";
import { stopLimit } from "./nodes";

export type Ending = "TERM" | "kill -9";

/** The node comes back with nothing. */
export const loseVolume = ([target, ending]: [Target, Ending]): Fault => ({
  kind: "lose-volume",
  words: `${ending} of the ${target}, its volume lost, start`,
  hits: [target],
  apply: async (scene) => {
    const node = scene.node(target);
    await endBy(scene, target, ending);
    node.wipe();
    node.start();
  },
});

/** A replica comes back with the data of a while ago, as from a snapshot of its volume. */
export const restoreOldVolume = ([target, ending]: [RedisTarget, Ending]): Fault => ({
  kind: "old-volume",
  words: `${ending} of the ${target}, an older copy put in the place of its volume, start`,
  hits: [target],
  apply: async (scene) => {
    const putBack = await keepOldCopy(scene, target);
    await endBy(scene, target, ending);
    putBack();
    scene.node(target).start();
  },
});

async function endBy(scene: Scene, target: Target, ending: Ending): Promise<void> {
  if (ending === "TERM") return scene.node(target).stop(stopLimit);
  scene.hit(target);
  await scene.node(target).end();
}

/** Copies a node's volume, then lets it grow older: returns what puts the copy back. */
export async function keepOldCopy(scene: Scene, target: Target): Promise<() => void> {
  const node = scene.node(target);
  await node.stop(stopLimit);
  const putBack = node.copyVolume();
  node.start();
  await growOlder(scene, node);
  return putBack;
}

async function growOlder(scene: Scene, node: ClusterNode): Promise<void> {
  const linked = await scene.comes(async () => (await node.info()).master_link_status === "up", 10_000);
  if (!linked) scene.note(`${node.name} was not linked again before its volume was put back`);
  const before = scene.writers.count;
  await scene.comes(() => scene.writers.count > before + 50, 2_000);
}
