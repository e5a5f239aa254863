import { existsSync, rmSync } from "node:fs";
import { runtimeScripts } from "../../../runtime";
import type { Fault } from "../fault";
import type { Scene } from "../scene";
import { request } from "./hand-overs";
import { killServer, send, stopLimit } from "./nodes";

const numbered = [1, 2, 3, 4, 5, 6, 7, 8];
export const stopSteps = numbered.map((number) => `stop-${number}`);
export const crashSteps = [1, 3, 4, 5, 6, 7].map((number) => `crash-${number}`);

export type Trigger = "TERM" | "request" | "kill -9 of its server";

/** The master's script dies after a step of its hand-over, and its pod with it. */
export const dieAtStep = ([trigger, step]: [Trigger, string]): Fault => ({
  kind: "die-at-step",
  words: `${trigger} of the master; its script dies after ${step}; start`,
  hits: ["master"],
  apply: async (scene) => {
    const node = scene.node("master");
    scene.hit("master");
    await atStep(scene, "die-at", step, trigger, () => Promise.resolve());
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
    await atStep(scene, "freeze-at", step, trigger, async () => {
      const script = node.scriptPid!;
      await scene.pass(ms);
      send(script, "SIGCONT");
    });
    node.start();
  },
});

/** The step's name in a file, the cause of a hand-over, and what is done once the script has been there. */
async function atStep(
  scene: Scene,
  file: "die-at" | "freeze-at",
  step: string,
  trigger: Trigger,
  then: () => Promise<void>,
): Promise<void> {
  const node = scene.node("master");
  node.write("run", { [file]: step });
  let stopped = false;
  const stopping = trigger === "TERM" ? node.stop(stopLimit).then(() => (stopped = true)) : undefined;
  if (trigger === "request") request(scene, "script's choice");
  if (trigger === "kill -9 of its server") killServer(scene, "master");
  const isOver = {
    TERM: () => stopped,
    request: () => existsSync(node.path("run", "hand-over.answer")),
    // Not when the script ends: the next one may hand over at its start.
    "kill -9 of its server": async () => (await scene.cluster.masters()).some((master) => master !== node),
  }[trigger];
  const reached = () => !existsSync(node.path("run", file));
  await scene.comes(async () => reached() || (await isOver()), 12_000);
  if (reached()) await then();
  else scene.note(`${step} was not reached`);
  await stopping;
  rmSync(node.path("run", file), { force: true });
}

/** steps.sh with a script that dies or stands still where a file of its folder says so. */
export function stepsScript(): string {
  const production = runtimeScripts()["steps.sh"] ?? "at_step() { :; }\n";
  return `${production.replace("at_step()", "remember_step()")}
at_step() {
  remember_step "$@"
  if is_asked_at die-at "$1"; then kill -9 $$; fi
  if is_asked_at freeze-at "$1"; then kill -STOP $$; fi
}

is_asked_at() {
  [ -e "$RUN_DIR/$1" ] && [ "$(cat "$RUN_DIR/$1")" = "$2" ] && rm -f "$RUN_DIR/$1"
}
`;
}
