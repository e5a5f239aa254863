import type { StackOptions } from "./command";
import { requireEngine } from "./engine";
import { UserError } from "./errors";
import type { DeployedInstance } from "./health/deployed";
import { deployedInstances } from "./health/deployed";
import { findProject } from "./project";
import { readStackFile } from "./settings";
import { deployedWorkspace } from "./workspace";

/** The deployed instances that a command is about. */
export async function deployed({ stack, instance }: StackOptions): Promise<DeployedInstance[]> {
  const project = findProject();
  const workspace = deployedWorkspace(project, readStackFile(project, stack), await requireEngine());
  return deployedInstances(workspace, instance);
}

/** The one instance that a command is about. */
export function onlyOne(instances: readonly DeployedInstance[]): DeployedInstance {
  const [one, ...more] = instances;
  if (one && more.length === 0) return one;
  const names = instances.map(({ name }) => name).join(", ");
  throw new UserError(`The stack has several instances: ${names}.`, "Choose one with --instance NAME.");
}
