import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { print, stackCommand, StackOptions } from "../command";
import { deploy } from "../deploy";
import type { Engine } from "../engine";
import { engineStep } from "../prepare";
import { findProject } from "../project";
import { isLocal, readStackFile } from "../settings";
import { runSteps } from "../steps";
import { openWorkspace } from "../workspace";
import { LocalFiles, localFiles } from "../workspace/files";

interface DownOptions extends StackOptions {
  yes?: boolean;
}

interface DownResult {
  stack: string;
  /** False where nothing was deployed. */
  destroyed: boolean;
  /** Folders with data that the settings keep (storage.keep). */
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
  const local = isLocal(stackFile) ? localFiles(project, options.stack) : undefined;
  const destroyed = !local || existsSync(local.checkpoint);
  if (destroyed) {
    let engine: Engine;
    await runSteps([engineStep((found) => (engine = found))], options);
    await deploy(await openWorkspace(project, stackFile, engine!), "destroy", options);
  }
  const kept = local ? removeFiles(local) : [];
  print(options.json, { stack: options.stack, destroyed, kept } satisfies DownResult, () =>
    downText(options, destroyed, kept),
  );
}

/** Removes the stack's folder but for kept data, whose folders it returns. */
function removeFiles(files: LocalFiles): string[] {
  const kept = existsSync(files.nodes) ? readdirSync(files.nodes).map((node) => join(files.nodes, node)) : [];
  for (const name of existsSync(files.folder) ? readdirSync(files.folder) : []) {
    const path = join(files.folder, name);
    if (kept.length === 0 || path !== files.nodes) rmSync(path, { recursive: true, force: true });
  }
  for (const folder of [files.folder, dirname(files.folder)]) removeIfEmpty(folder);
  return kept;
}

function removeIfEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}

function downText({ stack }: DownOptions, destroyed: boolean, kept: readonly string[]): string {
  const done = destroyed ? `Stack ${stack} is down.` : `Stack ${stack} was not deployed.`;
  return kept.length === 0
    ? done
    : [done, "Data kept, as storage.keep says:", ...kept.map((path) => `  ${path}`)].join("\n");
}
