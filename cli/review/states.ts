import type { StackSettings } from "../../configs";
import type { StackState } from "../../review";
import { stackResources } from "../render/objects";
import { secretsKey } from "../../configs/settings/stack";
import { type OpenStack, parseSettings, type StackFile } from "../project/stack-file";
import { stackFileAt } from "./base-settings";

/** What a stack's file holds: settings, and secrets as they are encrypted. */
export type WrittenStack = Pick<StackState, "settings" | "secrets">;

/** The stack at a commit, and as it is now; a stack that was not there had no instances. */
export async function writtenSince(
  { project, stackFile, settings }: OpenStack,
  ref: string,
): Promise<Record<"base" | "head", WrittenStack>> {
  const head = writtenIn(stackFile, settings());
  const before = await stackFileAt(project, stackFile.stack, ref);
  return {
    base: before ? writtenIn(before, parseSettings(before)) : { settings: { ...head.settings, instances: {} } },
    head,
  };
}

function writtenIn(file: StackFile, settings: StackSettings): WrittenStack {
  return { settings, secrets: file.config[secretsKey] as WrittenStack["secrets"] };
}

/** The stack as its program would make it now. */
export async function stateOf(written: WrittenStack): Promise<StackState> {
  return { ...written, resources: await resourcesOf(written.settings) };
}

async function resourcesOf(settings: StackSettings): Promise<StackState["resources"]> {
  return Object.keys(settings.instances).length === 0 ? [] : stackResources(settings);
}
