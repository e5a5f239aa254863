import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import { removeFolder } from "../../providers/local/folder";
import { endProcessesIn } from "../../providers/local/processes";
import type { StackOptions } from "../terminal/command";
import { print, stackCommand } from "../terminal/command";
import { deploy } from "../pulumi/deploy";
import type { PulumiCli } from "../pulumi/cli";
import { pulumiStep } from "../pulumi/cli";
import { findProject } from "../project";
import type { StackFile } from "../project/stack-file";
import { isInDocker, isOnThisMachine, parseSettings, readStackFile } from "../project/stack-file";
import { requireEngine } from "../docker/engine";
import { dataVolumes } from "../docker/volumes";
import { runSteps } from "../terminal/steps";
import { openWorkspace } from "../pulumi/workspace";
import type { LocalFiles } from "../pulumi/workspace/files";
import { localFiles } from "../pulumi/workspace/files";

interface DownOptions extends StackOptions {
  yes?: boolean;
}

interface DownResult {
  stack: string;
  /** False where nothing was deployed. */
  destroyed: boolean;
  /** Folders, or volumes of Docker, with data that the settings keep (storage.keep). */
  kept: string[];
}

/** `redis-cache down`: the way back from `up`. */
export function downCommand(): Command {
  const command = stackCommand({
    name: "down",
    description: "destroy the stack; no process, port or file is left, data only where storage.keep says so",
    examples: ["down -s local"],
  });
  return command.option("-y, --yes", "destroy without a question").action(down);
}

async function down(options: DownOptions): Promise<void> {
  const project = findProject();
  const stackFile = readStackFile(project, options.stack);
  if (isInDocker(stackFile)) await requireEngine();
  const local = isOnThisMachine(stackFile) ? localFiles(project, options.stack) : undefined;
  const destroyed = !local || existsSync(local.checkpoint);
  if (destroyed) {
    let cli: PulumiCli;
    await runSteps([pulumiStep((found) => (cli = found))], options);
    await deploy(await openWorkspace(project, stackFile, cli!), "destroy", options);
  }
  const folders = local ? await removeFiles(local, keepsData(stackFile)) : [];
  const kept = [...folders, ...(await keptVolumes(stackFile))];
  print(options.json, { stack: options.stack, destroyed, kept } satisfies DownResult, () =>
    downText(options, destroyed, kept),
  );
}

/** Volumes of Docker that are left; none where the settings cannot be read. */
async function keptVolumes(stackFile: StackFile): Promise<string[]> {
  if (!isInDocker(stackFile)) return [];
  try {
    return await dataVolumes(parseSettings(stackFile), ({ storage }) => storage.keep);
  } catch {
    return [];
  }
}

/** True where an instance's data outlives the stack; also where the settings cannot be read. */
function keepsData(stackFile: StackFile): boolean {
  try {
    return Object.values(parseSettings(stackFile).instances).some(({ storage }) => storage.keep);
  } catch {
    return true;
  }
}

/** Removes the stack's folder but for kept data, whose folders it returns. */
async function removeFiles(files: LocalFiles, keepData: boolean): Promise<string[]> {
  // Nodes whose creation was interrupted are not in the state, so Pulumi has not destroyed them.
  await endProcessesIn(files.nodes, stopGraceMs);
  for (const node of listOf(files.nodes)) await removeFolder(join(files.nodes, node), keepData);
  for (const name of listOf(files.folder)) {
    if (join(files.folder, name) !== files.nodes) rmSync(join(files.folder, name), { recursive: true, force: true });
  }
  for (const folder of [files.nodes, files.folder, dirname(files.folder)]) removeIfEmpty(folder);
  return listOf(files.nodes).map((node) => join(files.nodes, node));
}

const stopGraceMs = 10_000;

function listOf(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function removeIfEmpty(folder: string): void {
  if (existsSync(folder) && listOf(folder).length === 0) rmdirSync(folder);
}

function downText({ stack }: DownOptions, destroyed: boolean, kept: readonly string[]): string {
  const done = destroyed ? `Stack ${stack} is down.` : `Stack ${stack} was not deployed.`;
  return kept.length === 0
    ? done
    : [done, "Data kept, as storage.keep says:", ...kept.map((path) => `  ${path}`)].join("\n");
}
