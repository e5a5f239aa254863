import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { UserError } from "../../cli/terminal/errors";
import { observe } from "../../cli/health/observe";
import type { LocalStack } from "../failover/local-stack";
import { processesOf, serverOf } from "../failover/processes";

export const mastersProcessor = "0";

/**
 * As where nodes have machines of their own: the master's server has a processor that no other node and no job uses.
 */
export async function withMasterApart<T>(stack: LocalStack, work: () => Promise<T>): Promise<T> {
  const last = cpus().length - 1;
  if (last < 1) throw new UserError("The master needs a processor of its own, and this machine has one only.");
  const { redis } = await observe(stack.instance);
  const master = stack.nodeFolder(redis.find(({ role }) => role === "master")!.name);
  const nodes = readdirSync(dirname(master)).map((node) => join(dirname(master), node));
  const all = () => [process.pid, ...nodes.flatMap(processesOf)];
  bind(all(), `1-${last}`);
  bind([serverOf(master).pid], mastersProcessor);
  try {
    return await work();
  } finally {
    bind(all(), `0-${last}`);
  }
}

/** What a process starts later is bound as well. One that has ended meanwhile needs none. */
function bind(pids: number[], processors: string): void {
  for (const pid of pids) spawnSync("taskset", ["-acp", processors, String(pid)]);
}
