import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import type { Fault } from "../fault";
import type { Scene } from "../scene";

/** No processor is free: what a node's script starts waits for longer than it lasts. */
export const starve = ([loops, ms]: [number, number]): Fault => ({
  kind: "starve",
  words: `${loops} busy loops a processor for ${ms} ms`,
  hits: [],
  apply: async (scene) => {
    const before = countHung(scene);
    const processes = Array.from({ length: loops * availableParallelism() }, () => busyLoop(ms));
    await scene.pass(ms);
    for (const process of processes) process.kill("SIGKILL");
    const ended = countHung(scene) - before;
    if (ended > 0 && scene.hits.length === 0) throw new Error(`${ended} healthy servers were ended by their scripts`);
  },
});

function countHung(scene: Scene): number {
  return scene.cluster.redis.flatMap((node) => node.events("hung")).length;
}

/** One that ends by itself, whatever becomes of this process. */
function busyLoop(ms: number) {
  return spawn("sh", ["-c", `exec 2>/dev/null; ulimit -t ${Math.ceil(ms / 1_000) + 1}; while :; do :; done`]);
}
