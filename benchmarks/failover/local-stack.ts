import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InstanceInput } from "../../configs";
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
import { copyProject } from "../project-copy";

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
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-benchmark-"));
  return withCleanup(
    () => takeDown(folder),
    async () => {
      await copyProject(findProject().root, folder, (settings, place) => {
        for (const [name, value] of Object.entries(input)) settings.setIn([...place, name], settings.createNode(value));
      });
      await deploy(folder);
      return work(await readStack(folder));
    },
  );
}

async function deploy(folder: string): Promise<void> {
  const { code, stdout, stderr } = await run(process.execPath, [toolIn(folder), "up", "-s", stack, "--yes"], {
    cwd: folder,
  });
  if (code !== 0) throw new UserError(`redis-cache up ended with code ${code}:\n${stdout}${stderr}`);
}

async function readStack(folder: string): Promise<LocalStack> {
  const project = findProject(folder);
  const workspace = deployedWorkspace(project, readStackFile(project, stack), await requirePulumi());
  const [instance] = await deployedInstances(workspace);
  const { nodes } = localFiles(project, stack);
  return { folder, instance: instance!, nodeFolder: (node) => join(nodes, node), channel: localChannel(nodes) };
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
