import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseDocument } from "yaml";
import { requireEngine } from "../../cli/engine";
import { UserError } from "../../cli/errors";
import type { DeployedInstance } from "../../cli/health/deployed";
import { deployedInstances } from "../../cli/health/deployed";
import { run } from "../../cli/process";
import { findProject } from "../../cli/project";
import { readStackFile } from "../../cli/settings";
import { withCleanup } from "../../cli/signals";
import { deployedWorkspace } from "../../cli/workspace";
import { localFiles } from "../../cli/workspace/files";
import { freePorts } from "./ports";

const stack = "local";
const leftOut = ["node_modules", ".git", "dist", ".redis-cache"];

/** Stack `local` as a user has it, deployed from a copy of the project with state and ports of its own. */
export interface LocalStack {
  /** Of the copy. */
  folder: string;
  instance: DeployedInstance;
  /** The folder of a node's files. */
  nodeFolder: (node: string) => string;
}

/** Deploys the stack, works with it, and takes it down, also when it is interrupted. */
export async function withLocalStack<T>(tls: boolean, work: (stack: LocalStack) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-benchmark-"));
  return withCleanup(
    () => takeDown(folder),
    async () => {
      await copyProject(folder, tls);
      await deploy(folder);
      return work(await readStack(folder));
    },
  );
}

async function copyProject(folder: string, tls: boolean): Promise<void> {
  const { root } = findProject();
  cpSync(root, folder, { recursive: true, filter: (source) => !leftOut.includes(basename(source)) });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const file = join(folder, `Pulumi.${stack}.yaml`);
  const settings = parseDocument(readFileSync(file, "utf8"));
  const instance = ["config", "redis-cache:instances", "cache"];
  settings.setIn([...instance, "network", "port"], await freePorts(3));
  settings.setIn([...instance, "network", "sentinelPort"], await freePorts(3));
  if (tls) settings.setIn([...instance, "tls"], settings.createNode({ enabled: true }));
  writeFileSync(file, settings.toString());
}

async function deploy(folder: string): Promise<void> {
  const { code, stdout, stderr } = await run(process.execPath, [toolIn(folder), "up", "-s", stack, "--yes"], {
    cwd: folder,
  });
  if (code !== 0) throw new UserError(`redis-cache up ended with code ${code}:\n${stdout}${stderr}`);
}

async function readStack(folder: string): Promise<LocalStack> {
  const project = findProject(folder);
  const workspace = deployedWorkspace(project, readStackFile(project, stack), await requireEngine());
  const [instance] = await deployedInstances(workspace);
  const { nodes } = localFiles(project, stack);
  return { folder, instance: instance!, nodeFolder: (node) => join(nodes, node) };
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

const toolIn = (folder: string) => join(folder, "bin", "redis-cache.js");
