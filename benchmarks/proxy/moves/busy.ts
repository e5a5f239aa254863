import { type ChildProcess, spawn } from "node:child_process";
import { withCleanup } from "../../../cli/process/signals";

/** Has so many loops use a core each, if they can get one, while something goes on. */
export async function withBusyLoops<T>(count: number, work: () => Promise<T>): Promise<T> {
  const loops: ChildProcess[] = [];
  const end = () => loops.forEach((loop) => loop.kill("SIGKILL"));
  return withCleanup(end, async () => {
    for (let i = 0; i < count; i++) loops.push(spawn("sh", ["-c", "while :; do :; done"], { detached: true }));
    return work();
  });
}
