import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InstanceInput } from "../../configs";
import { isObject } from "../../configs/schema/merge";
import { requirePulumi } from "../../cli/pulumi/cli";
import { UserError } from "../../cli/terminal/errors";
import type { HandOverChannel } from "../../cli/failover/channel";
import { localChannel } from "../../cli/failover/local-channel";
import type { DeployedInstance } from "../../cli/health/deployed";
import { deployedInstances } from "../../cli/health/deployed";
import { run } from "../../cli/process";
import { findProject } from "../../cli/project";
import { readStackFile } from "../../cli/project/stack-file";
import { withCleanup } from "../../cli/process/signals";
import { deployedWorkspace } from "../../cli/pulumi/workspace";
import { localFiles } from "../../cli/pulumi/workspace/files";
import { copyProject, type SettingsChange } from "../project-copy";

const stack = "local";

/** Stack `local` as a user has it, deployed from a copy of the project with state and ports of its own. */
export interface LocalStack {
  /** Of the copy. */
  folder: string;
  instance: DeployedInstance;
  /** The folder of a node's files. */
  nodeFolder: (node: string) => string;
  /** How the nodes' scripts are asked for a hand-over. */
  channel: HandOverChannel;
}

/**
 * Deploys the stack with these settings of its instance, works with it, and takes it down, also when it is interrupted.
 */
export async function withLocalStack<T>(input: InstanceInput, work: (stack: LocalStack) => Promise<T>): Promise<T> {
  const change: SettingsChange = (settings, place) => {
    layInto(settings, place, input);
  };
  return withStackCopy(change, async (folder) => {
    await runTool(folder, "up");
    const [instance] = await readInstances(folder);
    const nodes = nodesFolder(folder);
    return work({ folder, instance: instance!, nodeFolder: (node) => join(nodes, node), channel: localChannel(nodes) });
  });
}

/** Leaves what else is in a group, such as the copy's own ports. */
function layInto(settings: Parameters<SettingsChange>[0], place: string[], values: object): void {
  for (const [name, value] of Object.entries(values) as [string, unknown][]) {
    const own = [...place, name];
    if (isObject(value)) layInto(settings, own, value);
    else settings.setIn(own, settings.createNode(value));
  }
}

/**
 * Copies the project, changes the settings of its stack `local`, and takes that down after the work, also when it is
 * interrupted.
 */
export async function withStackCopy<T>(change: SettingsChange, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-benchmark-"));
  return withCleanup(
    () => takeDown(folder),
    async () => {
      await copyProject(findProject().root, folder, change);
      return work(folder);
    },
  );
}

/** `up` or `down` of a copy's stack. */
export async function runTool(folder: string, command: "up" | "down"): Promise<void> {
  const { code, stdout, stderr } = await run(process.execPath, [toolIn(folder), command, "-s", stack, "--yes"], {
    cwd: folder,
  });
  if (code !== 0) throw new UserError(`redis-cache ${command} ended with code ${code}:\n${stdout}${stderr}`);
}

/** The deployed instances of a copy's stack. */
export async function readInstances(folder: string): Promise<DeployedInstance[]> {
  const project = findProject(folder);
  return deployedInstances(deployedWorkspace(project, readStackFile(project, stack), await requirePulumi()));
}

/** The folder of the folders of a copy's nodes. */
export function nodesFolder(folder: string): string {
  return localFiles(findProject(folder), stack).nodes;
}

/** Not awaited: it also runs when the process is about to exit. */
function takeDown(folder: string): void {
  const { status, stderr } = spawnSync(process.execPath, [toolIn(folder), "down", "-s", stack, "--yes"], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status !== 0) throw new UserError(`The stack of ${folder} could not be taken down: ${stderr}`);
  rmSync(folder, { recursive: true, force: true });
}

export const toolIn = (folder: string) => join(folder, "bin", "redis-cache.js");
