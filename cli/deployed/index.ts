import { requirePulumi } from "../pulumi/cli";
import { UserError } from "../terminal/errors";
import type { DeployedInstance } from "../health/deployed";
import { deployedInstances } from "../health/deployed";
import { withClusterInstances } from "./in-cluster";
import { dockerInstances } from "./in-docker";
import { chosenInstances, isLocal, type OpenStack } from "../project/stack-file";
import { deployedWorkspace } from "../pulumi/workspace";

/** Gives the deployed instances that a command is about to `use`; they can be asked for as long as that lasts. */
export async function withDeployed<T>(
  { project, stackFile, settings }: OpenStack,
  instance: string | undefined,
  use: (instances: DeployedInstance[]) => Promise<T>,
): Promise<T> {
  if (isLocal(stackFile)) {
    const workspace = deployedWorkspace(project, stackFile, await requirePulumi());
    return use(await deployedInstances(workspace, instance));
  }
  const names = chosenInstances(settings(), instance);
  return settings().platform === "docker"
    ? use(await dockerInstances(settings(), names))
    : withClusterInstances(settings(), names, use);
}

/** The one instance that a command is about. */
export function onlyOne(instances: readonly DeployedInstance[]): DeployedInstance {
  const [one, ...more] = instances;
  if (one && more.length === 0) return one;
  const names = instances.map(({ name }) => name).join(", ");
  throw new UserError(`The stack has several instances: ${names}.`, "Choose one with --instance NAME.");
}
