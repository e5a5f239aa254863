import { existsSync } from "node:fs";
import { isTrapped, removeTrap, trapStep } from "../../../tests/support/cluster/step-trap";
import type { Fault } from "../fault";
import type { Scene } from "../scene";
import { request } from "./hand-overs";
import { killServer, send, stopLimit } from "./nodes";

export type Trigger = "TERM" | "request" | "kill -9 of its server";

/** The master's script dies after a step of its hand-over, and its pod with it. */
export const dieAtStep = ([trigger, step]: [Trigger, string]): Fault => ({
  kind: "die-at-step",
  words: `${trigger} of the master; its script dies after ${step}; start`,
  hits: ["master"],
  apply: async (scene) => {
    const node = scene.node("master");
    scene.hit("master");
    const { length } = node.exits;
    await atStep(scene, "KILL", step, trigger, async () => {
      // The signal comes after the trap's file is gone; the server must not be taken for well before its end.
      await scene.comes(() => node.exits.length > length, 5_000);
    });
    node.start();
  },
});

/** The master's script stands still after a step of its hand-over, with the server as it is then. */
export const freezeAtStep = ([trigger, step, ms]: [Trigger, string, number]): Fault => ({
  kind: "freeze-at-step",
  words: `${trigger} of the master; its script is frozen for ${ms} ms after ${step}; start`,
  hits: ["master"],
  apply: async (scene) => {
    const node = scene.node("master");
    scene.hit("master");
    await atStep(scene, "STOP", step, trigger, async (isOver) => {
      const script = node.scriptPid!;
      await scene.pass(ms);
      send(script, "SIGCONT");
      // It goes on where it stood, and must not be taken for done before that.
      await scene.comes(isOver, 12_000);
    });
    node.start();
  },
});

type IsOver = () => boolean | Promise<boolean>;

/** A trap at the step, the cause of a hand-over, and what is done once the script has been there. */
async function atStep(
  scene: Scene,
  signal: "KILL" | "STOP",
  step: string,
  trigger: Trigger,
  then: (isOver: IsOver) => Promise<void>,
): Promise<void> {
  const node = scene.node("master");
  trapStep(node, step, signal);
  let stopped = false;
  const stopping = trigger === "TERM" ? node.stop(stopLimit).then(() => (stopped = true)) : undefined;
  if (trigger === "request") request(scene, "script's choice");
  if (trigger === "kill -9 of its server") killServer(scene, "master");
  const isOver: IsOver = {
    TERM: () => stopped,
    request: () => existsSync(node.path("run", "hand-over.answer")),
    // Not when the script ends: the next one may hand over at its start.
    "kill -9 of its server": async () => (await scene.cluster.masters()).some((master) => master !== node),
  }[trigger];
  await scene.comes(async () => isTrapped(node) || (await isOver()), 12_000);
  if (removeTrap(node)) scene.note(`${step} was not reached`);
  else await then(isOver);
  await stopping;
}
