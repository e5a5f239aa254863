import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
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
    request(scene, wish);
    await answer(scene);
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

/** Written whole, because the script may look at any time. */
export function request(scene: Scene, wish: Wish): void {
  const master = scene.node("master");
  const target = wish === "script's choice" ? "-" : scene.node(wish).name;
  rmSync(master.path("run", "hand-over.answer"), { force: true });
  master.write("run", { "hand-over.request.new": `chaos-${++requests} ${target}\n` });
  renameSync(master.path("run", "hand-over.request.new"), master.path("run", "hand-over.request"));
}

/** The script looks once a second, and a hand-over has a budget of 10 s. */
async function answer(scene: Scene): Promise<void> {
  const file = scene.node("master").path("run", "hand-over.answer");
  const id = `chaos-${requests} `;
  const answered = await scene.comes(() => existsSync(file) && readFileSync(file, "utf8").startsWith(id), 15_000);
  scene.note(answered ? `answer: ${readFileSync(file, "utf8").trim()}` : "the request was not answered within 15 s");
}
