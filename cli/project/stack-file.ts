import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { parseStack } from "../../configs";
import type { StackSettings } from "../../configs";
import { installedServer } from "../../providers/local/installed";
import { UserError } from "../terminal/errors";
import type { Project } from ".";
import { findProject, settingsFile } from ".";

/** The namespace of all settings in a stack file, whatever the Pulumi project is called. */
export const configNamespace = "redis-cache";

/** Where passwords and certificates are, beside the settings. */
export const secretsKey = `${configNamespace}:secrets`;

/** A stack's settings file, read but not checked. */
export interface StackFile {
  stack: string;
  file: string;
  text: string;
  /** What is under `config:`. */
  config: Record<string, unknown>;
}

/**
 * A stack that a command works on: its file is read once, and its settings are checked once, when they are first asked
 * for.
 */
export interface OpenStack {
  project: Project;
  stackFile: StackFile;
  /** With every default; throws SettingsError. */
  settings: () => StackSettings;
}

export function openStack(stack: string, project = findProject()): OpenStack {
  const stackFile = readStackFile(project, stack);
  let settings: StackSettings | undefined;
  return { project, stackFile, settings: () => (settings ??= parseSettings(stackFile)) };
}

export function readStackFile(project: Project, stack: string): StackFile {
  const file = settingsFile(project, stack);
  if (!existsSync(file)) throw noSuchStack(project, stack);
  return stackFileOf(stack, file, readFileSync(file, "utf8"));
}

/** A settings file by its text. */
export function stackFileOf(stack: string, file: string, text: string): StackFile {
  const { config } = (parse(text) ?? {}) as { config?: Record<string, unknown> | null };
  return { stack, file, text, config: config ?? {} };
}

/** True where the stack's nodes are processes of this machine, and its state is in the project's folder. */
export function isLocal(stackFile: StackFile): boolean {
  return stackFile.config[`${configNamespace}:platform`] === "local";
}

/** The checked settings, with every default; throws SettingsError. */
export function parseSettings(stackFile: StackFile): StackSettings {
  const prefix = `${configNamespace}:`;
  const own = Object.entries(stackFile.config)
    .filter(([key]) => key.startsWith(prefix) && key !== secretsKey)
    .map(([key, value]) => [key.slice(prefix.length), value] as const);
  const installed = isLocal(stackFile) ? installedServer() : undefined;
  return parseStack(Object.fromEntries(own), { installed });
}

/** The names of the instances that a command is about. */
export function chosenInstances(settings: Pick<StackSettings, "instances">, instance?: string): string[] {
  const names = Object.keys(settings.instances);
  if (instance === undefined) return names;
  if (names.includes(instance)) return [instance];
  throw new UserError(`--instance ${instance}: the stack has no such instance.`, `It has: ${names.join(", ")}.`);
}

function noSuchStack(project: Project, stack: string): UserError {
  const stacks = readdirSync(project.root).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  const known = stacks.length > 0 ? `Stacks with settings: ${stacks.join(", ")}.` : "There are none yet.";
  return new UserError(`--stack ${stack}: ${settingsFile(project, stack)} does not exist.`, known);
}
