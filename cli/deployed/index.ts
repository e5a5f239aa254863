import type { StackOptions } from "../terminal/command";
import { requirePulumi } from "../pulumi/cli";
import { UserError } from "../terminal/errors";
import type { DeployedInstance } from "../health/deployed";
import { deployedInstances } from "../health/deployed";
import { withClusterInstances } from "./in-cluster";
import { findProject } from "../project";
import { chosenInstances, isLocal, parseSettings, readStackFile } from "../project/stack-file";
import { deployedWorkspace } from "../pulumi/workspace";

/** Gives the deployed instances that a command is about to `use`; they can be asked for as long as that lasts. */
export async function withDeployed<T>(
  { stack, instance }: Pick<StackOptions, "stack" | "instance">,
  use: (instances: DeployedInstance[]) => Promise<T>,
): Promise<T> {
  const project = findProject();
  const stackFile = readStackFile(project, stack);
  if (!isLocal(stackFile)) {
    const settings = parseSettings(stackFile);
    return withClusterInstances(settings, chosenInstances(settings, instance), use);
  }
  const workspace = deployedWorkspace(project, stackFile, await requirePulumi());
  return use(await deployedInstances(workspace, instance));
}

/** The one instance that a command is about. */
export function onlyOne(instances: readonly DeployedInstance[]): DeployedInstance {
  const [one, ...more] = instances;
  if (one && more.length === 0) return one;
  const names = instances.map(({ name }) => name).join(", ");
  throw new UserError(`The stack has several instances: ${names}.`, "Choose one with --instance NAME.");
}
