import type { StackSettings } from "../../configs";
import type { StackState } from "../../review";
import { stackResources } from "../objects";
import type { Project } from "../project";
import { parseSettings, readStackFile } from "../settings";
import { settingsAt } from "./base-settings";

/** The settings of a stack at a commit, and as they are now; a stack that was not there had no instances. */
export async function settingsSince(project: Project, stack: string, ref: string) {
  const head = parseSettings(readStackFile(project, stack));
  const base = (await settingsAt(project, stack, ref)) ?? { ...head, instances: {} };
  return { base, head };
}

/** The stack as its program would make it now. */
export async function stateOf(settings: StackSettings): Promise<StackState> {
  const isEmpty = Object.keys(settings.instances).length === 0;
  return { settings, resources: isEmpty ? [] : await stackResources(settings) };
}
