import type { StackSettings } from "../../configs";
import type { StackState } from "../../review";
import { stackResources } from "../render/objects";
import type { Project } from "../project";
import { parseSettings, readStackFile, secretsKey, type StackFile } from "../project/stack-file";
import { stackFileAt } from "./base-settings";

/** What a stack's file holds: settings, and secrets as they are encrypted. */
export type Written = Pick<StackState, "settings" | "secrets">;

/** The stack at a commit, and as it is now; a stack that was not there had no instances. */
export async function writtenSince(
  project: Project,
  stack: string,
  ref: string,
): Promise<Record<"base" | "head", Written>> {
  const head = writtenIn(readStackFile(project, stack));
  const before = await stackFileAt(project, stack, ref);
  return { base: before ? writtenIn(before) : { settings: { ...head.settings, instances: {} } }, head };
}

function writtenIn(file: StackFile): Written {
  return { settings: parseSettings(file), secrets: file.config[secretsKey] as Written["secrets"] };
}

/** The stack as its program would make it now. */
export async function stateOf(written: Written): Promise<StackState> {
  return { ...written, resources: await resourcesOf(written.settings) };
}

async function resourcesOf(settings: StackSettings): Promise<StackState["resources"]> {
  return Object.keys(settings.instances).length === 0 ? [] : stackResources(settings);
}
