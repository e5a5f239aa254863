import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { NodeInputs } from "../../providers/local/inputs";
import { installedServer } from "../../providers/local/installed";
import { startSupervisor } from "../../providers/local/lifecycle";
import { processesIn } from "../../providers/local/processes";
import { applicationClient } from "../../cli/health/connect";
import type { DeployedInstance } from "../../cli/health/deployed";
import { metWithin } from "../../cli/process/wait";
import { UserError } from "../../cli/terminal/errors";

type Record = Pick<NodeInputs, "node" | "kind" | "host">;

/** Ends all processes below a folder at once, as a power cut does. */
export async function cutPower(nodes: string): Promise<void> {
  for (let left = processesIn(nodes); left.length > 0; left = processesIn(nodes)) {
    for (const { pid } of left) kill(pid);
    await sleep(20);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

/** Starts what lies in the nodes' folders, as a machine that comes up again would. */
export function startNodes(nodes: string, isWanted: (node: Record) => boolean = () => true): void {
  const { engine, version } = installedServer()!;
  for (const name of readdirSync(nodes)) {
    const directory = join(nodes, name);
    const node = JSON.parse(readFileSync(join(directory, "node.json"), "utf8")) as Record;
    if (isWanted(node)) startSupervisor({ ...node, directory, server: { engine, version } });
  }
}

const lookEveryMs = 250;

/** Waits until an application can write to each of the instances. */
export async function allServe(instances: readonly DeployedInstance[], limitMs = 180_000): Promise<void> {
  const serving = await Promise.all(
    instances.map((instance) => metWithin(limitMs, () => serves(instance), lookEveryMs)),
  );
  const silent = instances.filter((_, i) => !serving[i]).map(({ name }) => name);
  if (silent.length > 0) throw new UserError(`${silent.join(", ")}: no write within ${limitMs / 1000} s.`);
}

async function serves(instance: DeployedInstance): Promise<boolean> {
  const client = applicationClient(instance);
  try {
    await client.set("scale:served", 1);
    return true;
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}
