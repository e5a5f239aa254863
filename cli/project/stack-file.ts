import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parseStack, SettingsError } from "../../configs";
import { isObject } from "../../configs/schema/merge";
import { isPlain, plainSecretsFinding } from "../../configs/secrets/plain";
import { configNamespace, secretsKey } from "../../configs/settings/stack";
import { writtenSettings } from "../../configs/written";
import type { StackSettings } from "../../configs";
import { installedServer } from "../../providers/local/installed";
import { UserError } from "../terminal/errors";
import type { Project } from ".";
import { findProject, settingsFile, shortName } from ".";
import { readPulumiFile } from "./yaml";

/** A stack's settings file, read but not checked. */
export interface StackFile {
  /** Name of its project. */
  project: string;
  stack: string;
  file: string;
  text: string;
  /** What is under `config:`. */
  config: Record<string, unknown>;
  /** Where a setting stands, such as `Pulumi.prod.yaml:12:5`. */
  place: (property: string) => string;
  /** The text of a number, or of true or false, as it stands there; undefined for any other value. */
  written: (path: readonly string[]) => string | undefined;
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
  return stackFileOf(project.name, stack, file, readFileSync(file, "utf8"));
}

/** A settings file by its text. */
export function stackFileOf(project: string, stack: string, file: string, text: string): StackFile {
  const { value, place, textAt } = readPulumiFile(file, text);
  const config = value.config ?? {};
  if (!isObject(config)) throw new UserError(`${place(["config"])}: config must be a map of keys.`);
  return {
    ...{ project, stack, file, text, config },
    place: (property) => place(["config", ...inFile(property.split("."))]),
    written: (path) => textAt(["config", ...inFile(path)]),
  };
}

/** Of instances, cache, sentinel: the keys as they stand in the file. */
function inFile([first = "", ...rest]: readonly string[]): string[] {
  return [first.includes(":") ? first : `${configNamespace}:${first}`, ...rest];
}

/** True where the stack's nodes are processes of this machine. */
export function isLocal({ config }: Pick<StackFile, "config">): boolean {
  return config[platformKey] === "local";
}

/** True where the stack's nodes are containers of a Docker engine. */
export function isInDocker({ config }: Pick<StackFile, "config">): boolean {
  return config[platformKey] === "docker";
}

/** True where the stack is this machine's, and its state in the project's folder. */
export function isOnThisMachine(stackFile: Pick<StackFile, "config">): boolean {
  return isLocal(stackFile) || isInDocker(stackFile);
}

const platformKey = `${configNamespace}:platform`;

/** The checked settings, with every default; throws SettingsError. */
export function parseSettings(stackFile: StackFile): StackSettings {
  const { config, project, stack, written } = stackFile;
  const { settings, findings } = writtenSettings(config);
  const installed = isLocal(stackFile) ? installedServer() : undefined;
  const plain = isPlain(config[secretsKey]) ? [plainSecretsFinding] : [];
  try {
    return parseStack(settings, {
      ...{ installed, written },
      stack: `${project}.${shortName(stack)}`,
      findings: [...findings, ...plain],
    });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new SettingsError(error.findings.map((found) => ({ ...found, place: stackFile.place(found.property) })));
  }
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
