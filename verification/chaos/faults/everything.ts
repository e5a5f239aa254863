import type { Fault, RedisTarget, Target } from "../fault";
import { redisTargets, sentinelTargets } from "../fault";
import type { Scene } from "../scene";
import { stopLimit } from "./nodes";
import type { Ending } from "./volumes";
import { keepOldCopy } from "./volumes";

/** What is lost while nothing runs; at least two nodes keep all data. */
export type Lost = "nothing" | "Sentinels' state" | `volume of the ${RedisTarget}` | `new data of the ${RedisTarget}`;

/** All processes end at once and start one after the other. */
export const everything = ([ending, lost, starts]: [Ending, Lost, [Target, number][]]): Fault => ({
  kind: "everything",
  words: `${ending} of everything; lost: ${lost}; started: ${starts.map(([name, ms]) => `${name} (+${ms} ms)`).join(", ")}`,
  hits: [...redisTargets, ...sentinelTargets],
  ...(ending === "kill -9" && needsState(lost) && { mayLose: "a node's saved state is up to a second old" }),
  apply: async (scene) => {
    const lose = await prepareLoss(scene, lost);
    await endAll(scene, ending);
    lose();
    for (const [target, ms] of starts) {
      await scene.pass(ms);
      scene.node(target).start();
    }
  },
});

/** Whether the freshest node is found by the saved states, because the Sentinels name none that has its data. */
function needsState(lost: Lost): boolean {
  return lost === "Sentinels' state" || lost === "volume of the master";
}

async function endAll(scene: Scene, ending: Ending): Promise<void> {
  const { cluster } = scene;
  if (ending === "TERM") return Promise.all(cluster.nodes.map((node) => node.stop(stopLimit))).then(() => {});
  for (const target of redisTargets) scene.hit(target);
  await Promise.all(cluster.nodes.map((node) => node.end()));
}

async function prepareLoss(scene: Scene, lost: Lost): Promise<() => void> {
  const target = redisTargets.find((name) => lost.endsWith(` of the ${name}`));
  if (lost === "Sentinels' state") {
    return () => {
      for (const sentinel of scene.cluster.sentinels) sentinel.wipe();
    };
  }
  if (!target) return () => {};
  return lost.startsWith("volume") ? () => scene.node(target).wipe() : keepOldCopy(scene, target);
}
