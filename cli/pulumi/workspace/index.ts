import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { cacheFolder, pathWith } from "../../install/cache-folder";
import type { PulumiCli } from "../cli";
import { UserError } from "../../terminal/errors";
import type { RunOptions } from "../../process";
import { output } from "../../process";
import type { Project } from "../../project";
import type { StackFile } from "../../project/stack-file";
import { isInDocker, isOnThisMachine } from "../../project/stack-file";
import { refreshConfigCopy } from "./config-copy";
import type { LocalFiles } from "./files";
import { createFiles, localFiles } from "./files";
import { hasStaleLock, pendingOperations } from "./interrupted";
import { removeHalfMade } from "../../docker/half-made";
import { engineAddress } from "../../docker/engine";
import { initStack } from "./stack-init";

/** A stack together with the environment in which Pulumi works on it. */
export interface Workspace {
  project: Project;
  stack: string;
  /** The files of a stack on this machine; undefined where the user's own backend keeps the state. */
  local?: LocalFiles;
  /** The environment in which Pulumi works on it. */
  env: NodeJS.ProcessEnv;
}

/** The workspace of a stack; on this machine its files, up to date with the settings, and the stack itself. */
export async function openWorkspace(project: Project, stackFile: StackFile, cli: PulumiCli): Promise<Workspace> {
  const workspace = workspaceOf(project, stackFile, cli);
  const { local, stack, env } = workspace;
  if (!local) return workspace;
  if (isInDocker(stackFile)) env.DOCKER_HOST = await engineAddress();
  createFiles(local);
  refreshConfigCopy(stackFile, local.config);
  await initStack(project, stack, local, env);
  if (hasStaleLock(local)) await pulumi(workspace, ["cancel", "--yes"]);
  // Creating a node first ends what an interrupted creation left, so nothing is lost by forgetting it.
  const pending = pendingOperations(local);
  if (pending.length > 0) {
    await removeHalfMade(pending);
    await pulumi(workspace, ["refresh", "--clear-pending-creates", "--yes", "--skip-preview"]);
  }
  return workspace;
}

/** The workspace of a stack that must have been deployed; changes nothing. */
export function deployedWorkspace(project: Project, stackFile: StackFile, cli: PulumiCli): Workspace {
  const workspace = workspaceOf(project, stackFile, cli);
  if (!workspace.local || existsSync(workspace.local.checkpoint)) return workspace;
  throw new UserError(
    `Stack ${stackFile.stack} is not deployed.`,
    `\`redis-cache up -s ${stackFile.stack}\` deploys it.`,
  );
}

/** Runs a Pulumi command on the stack and returns what it prints. */
export function pulumi(workspace: Workspace, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { project, stack, env } = workspace;
  return output("pulumi", [...args, "-s", stack, "--non-interactive"], {
    cwd: project.root,
    ...options,
    env: { ...env, ...options.env },
  });
}

function workspaceOf(project: Project, stackFile: StackFile, cli: PulumiCli): Workspace {
  const { stack } = stackFile;
  const local = isOnThisMachine(stackFile) ? localFiles(project, stack) : undefined;
  const env: NodeJS.ProcessEnv = {
    ...withoutPlaces(process.env, join(project.root, ".redis-cache")),
    PATH: pathWith(cli.bin),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ...(local && localVariables(local)),
    ...(local && (isInDocker(stackFile) ? pluginHome() : ownHome(local))),
  };
  // It would win over the passphrase file.
  if (local) delete env.PULUMI_CONFIG_PASSPHRASE;
  return { project, stack, local, env };
}

/** A shell may still have what leads Pulumi into another stack's folder. */
function withoutPlaces(env: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv {
  const leads = (name: string, value = "") => name.startsWith("PULUMI_") && value.includes(`${folder}/`);
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => !leads(name, value)));
}

function localVariables(files: LocalFiles): Record<string, string> {
  return {
    // Without the attributes' files, which are not replaced in one step: a kill while one is written loses the stack.
    PULUMI_BACKEND_URL: `${pathToFileURL(files.state).href}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE_FILE: files.passphrase,
    PULUMI_OPTION_CONFIG_FILE: files.config,
  };
}

/** The provider of processes is the project's own, and nothing has to be fetched. */
function ownHome({ pulumiHome }: LocalFiles): Record<string, string> {
  return { PULUMI_HOME: pulumiHome, PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" };
}

/** The plugin for Docker is large: all stacks of this user have one. */
function pluginHome(): Record<string, string> {
  return { PULUMI_HOME: join(cacheFolder(), "pulumi") };
}
