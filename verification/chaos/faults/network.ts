import type { Fault, Target } from "../fault";
import { redisTargets, sentinelTargets } from "../fault";
import type { Scene } from "../scene";

/** Who is cut off from everybody else: both ways, or so that one way still works. */
export type Way = "both ways" | "hears nothing" | "is not heard";

/** A network that parts some nodes from all others. */
export const cut = ([side, way, ms]: [Target[], Way, number]): Fault => ({
  kind: "cut",
  words: `the ${side.join(", the ")} cut from all others for ${ms} ms (${way})`,
  hits: side,
  cuts: true,
  apply: async (scene) => {
    part(scene, side, others(side), way);
    await scene.pass(ms);
    heal(scene);
  },
});

/** One link only: between two nodes, all others hear both. */
export const cutLink = ([one, other, way, ms]: [Target, Target, Way, number]): Fault => ({
  kind: "cut-link",
  words: `the ${one} cut from the ${other} for ${ms} ms (${way})`,
  hits: [one],
  cuts: true,
  apply: async (scene) => {
    part(scene, [one], [other], way);
    await scene.pass(ms);
    heal(scene);
  },
});

/** A network that comes and goes. */
export const flap = ([side, times, ms]: [Target[], number, number]): Fault => ({
  kind: "flap",
  words: `the ${side.join(", the ")} cut from all others ${times} times, ${ms} ms on and off`,
  hits: side,
  cuts: true,
  apply: async (scene) => {
    for (let i = 0; i < times; i++) {
      part(scene, side, others(side), "both ways");
      await scene.pass(ms);
      heal(scene);
      await scene.pass(ms);
    }
  },
});

/** The master and the Sentinels do not hear each other; the replicas hear all. */
export const cutFromSentinels = ([way, ms]: [Way, number]): Fault => ({
  kind: "cut-from-sentinels",
  words: `the master cut from the Sentinels for ${ms} ms (${way})`,
  hits: ["master"],
  cuts: true,
  apply: async (scene) => {
    part(scene, ["master"], sentinelTargets, way);
    await scene.pass(ms);
    heal(scene);
  },
});

const targets: readonly Target[] = [...redisTargets, ...sentinelTargets];

const others = (side: readonly Target[]) => targets.filter((target) => !side.includes(target));

function part(scene: Scene, side: readonly Target[], rest: readonly Target[], way: Way): void {
  for (const target of side) scene.hit(target);
  const [one, other] = [side, rest].map((names) => names.map((name) => scene.node(name).name));
  const { network } = scene.cluster;
  if (way !== "hears nothing") network.cutOneWay(one!, other!);
  if (way !== "is not heard") network.cutOneWay(other!, one!);
}

function heal(scene: Scene): void {
  scene.cluster.network.heal();
  scene.note("healed");
}
