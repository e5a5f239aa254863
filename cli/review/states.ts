import { existsSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import type { StackSettings } from "../../configs";
import type { StackState } from "../../review";
import { stackResources } from "../render/objects";
import { secretsKey } from "../../configs/settings/stack";
import type { Project } from "../project";
import { isOnThisMachine, type OpenStack, parseSettings, type StackFile, stackFileOf } from "../project/stack-file";
import { localFiles } from "../pulumi/workspace/files";
import { stackFileAt } from "./base-settings";

/** What a stack's file holds: settings, and secrets as they are encrypted. */
export type WrittenStack = Pick<StackState, "settings" | "secrets">;

type Since = Record<"base" | "head", WrittenStack>;

/** The stack at a commit, and as it is now; a stack that was not there had no instances. */
export async function writtenSince({ project, stackFile, settings }: OpenStack, ref: string): Promise<Since> {
  const head = writtenIn(project, stackFile, settings());
  const before = await stackFileAt(project, stackFile.stack, ref);
  return {
    base: before ? writtenIn(project, before) : { settings: { ...head.settings, instances: {} } },
    head,
  };
}

export function writtenIn(project: Project, file: StackFile, settings = parseSettings(file)): WrittenStack {
  const config = isOnThisMachine(file) ? configOnThisMachine(project, file) : file.config;
  return { settings, secrets: config[secretsKey] as never };
}

/** Secrets of a stack on this machine are in no commit: those that it has now count for whatever it was. */
function configOnThisMachine(project: Project, { stack }: StackFile): StackFile["config"] {
  const { config } = localFiles(project, stack);
  return existsSync(config) ? stackFileOf(project.name, stack, config, readFileSync(config, "utf8")).config : {};
}

/** The stack as its program would make it now. */
export async function stateOf(written: WrittenStack): Promise<StackState> {
  return { ...written, resources: await resourcesOf(written.settings, () => true) };
}

/** Both states without the resources of instances whose settings are the same: the program makes the same of them. */
export async function changedStates({ base, head }: Since): Promise<Record<keyof Since, StackState>> {
  const [before, now] = [base.settings, head.settings];
  const isElsewhere = !isDeepStrictEqual({ ...before, instances: {} }, { ...now, instances: {} });
  const differs = (name: string) => isElsewhere || !isDeepStrictEqual(before.instances[name], now.instances[name]);
  return {
    base: { ...base, resources: await resourcesOf(before, differs) },
    head: { ...head, resources: await resourcesOf(now, differs) },
  };
}

async function resourcesOf(
  settings: StackSettings,
  isRendered: (instance: string) => boolean,
): Promise<StackState["resources"]> {
  const all = Object.entries(settings.instances);
  if (all.length === 0) return [];
  const instances = Object.fromEntries(all.filter(([name]) => isRendered(name)));
  return stackResources({ ...settings, instances });
}
