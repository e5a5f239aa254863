import type { StackOptions } from "./command";
import { requireEngine } from "./engine";
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
