import { rmSync } from "node:fs";
import { answerOf, ask } from "../../../tests/support/cluster/hand-over-request";
import type { Fault, RedisTarget } from "../fault";
import type { Scene } from "../scene";
import { stopAndStart } from "./nodes";

export type Wish = RedisTarget | "script's choice";

/** An operator asks for another master. */
export const handOver = (wish: Wish): Fault => ({
  kind: "hand-over",
  words: `hand-over asked of the master, to the ${wish}`,
  hits: [],
  apply: async (scene) => {
    await answer(scene, request(scene, wish));
  },
});

/** Two causes of a hand-over at once. */
export const handOverAndStop = ([wish, after]: [Wish, number]): Fault => ({
  kind: "hand-over-and-stop",
  words: `hand-over asked of the master, to the ${wish}, and TERM ${after} ms later, start`,
  hits: ["master"],
  apply: async (scene) => {
    request(scene, wish);
    await scene.pass(after);
    await stopAndStart(scene, "master");
  },
});

let requests = 0;

/** Returns what the answer begins with. */
export function request(scene: Scene, wish: Wish): string {
  const master = scene.node("master");
  const target = wish === "script's choice" ? undefined : scene.node(wish).name;
  rmSync(master.path("run", "hand-over.answer"), { force: true });
  const id = `chaos-${++requests}`;
  ask(master, id, target);
  return id;
}

/** The script looks once a second, and a hand-over has a budget of 10 s. */
async function answer(scene: Scene, id: string): Promise<void> {
  const master = scene.node("master");
  const answered = await scene.comes(() => answerOf(master).startsWith(`${id} `), 15_000);
  scene.note(answered ? `answer: ${answerOf(master).trim()}` : "the request was not answered within 15 s");
}
