import { isDeepStrictEqual } from "node:util";
import { stackResources } from "../../cli/render/objects";
import {
  configNamespace,
  instanceSchema,
  type InstanceInput,
  parseStack,
  SettingsError,
  type StackInput,
  stackSchema,
  type StackSettings,
} from "../../configs";
import type { SettingEntry } from "../../configs/schema/walk";
import { settingsOf, settingsOfEntries } from "../../configs/schema/walk";
import { type ChangeClass, changeClasses, review, type StackState } from "../../review";
import { anyName, bases, localBases, neighbour, stackBase } from "./bases";
import { candidates } from "./candidates";

/** What a change of each setting may do, by the setting's path: by the review itself. */
export type SettingClasses = Record<string, ChangeClass[]>;

/** Of every setting of a stack and an instance, or of some of them; those of a stack begin with `redis-cache:`. */
export async function settingClasses(only: (index: number) => boolean = () => true): Promise<SettingClasses> {
  const found: SettingClasses = {};
  for (const [index, [path, measure]] of allSettings().entries()) if (only(index)) found[path] = await measure();
  return found;
}

function allSettings(): [path: string, measure: () => Promise<ChangeClass[]>][] {
  const ofStack = settingsOf(stackSchema).map((entry) => pathOf(entry, `${configNamespace}:`, () => ofWhole(entry)));
  const all = [...settingsOf(instanceSchema), ...settingsOfEntries(instanceSchema)];
  return [...ofStack, ...all.map((entry) => pathOf(entry, "", () => ofInstance(entry)))];
}

function pathOf<T>({ path }: SettingEntry, prefix: string, measure: T): [string, T] {
  return [`${prefix}${path.join(".")}`, measure];
}

/** A setting of the whole stack. */
function ofWhole(entry: SettingEntry): Promise<ChangeClass[]> {
  const before = parseStack(stackBase);
  const change = (value: unknown) => ({ ...stackBase, [entry.path[0]!]: value });
  return classesOf(before, headsOf(entry, before, change, entry.path));
}

/**
 * Of the changes that are possible from bases with the setting's group, or from the first that takes any; none where
 * all are refused.
 */
async function ofInstance(entry: SettingEntry): Promise<ChangeClass[]> {
  const classes: ChangeClass[] = [];
  const path = entry.path.map((name) => (name === "NAME" ? anyName : name));
  for (const [index, base] of [...bases, ...localBases].entries()) {
    if (index > 0 && classes.length > 0 && !(path[0]! in base)) continue;
    const stackOf = (cache: InstanceInput): StackInput => ({
      platform: localBases.includes(base) ? "local" : "kubernetes",
      instances: { cache, ...(base.proxy?.kind === "twemproxy" && neighbour) },
    });
    const before = parseStack(stackOf(base));
    const change = (value: unknown) => stackOf(withValue(base, path, value));
    classes.push(...(await classesOf(before, headsOf(entry, before, change, ["instances", "cache", ...path]))));
  }
  return changeClasses.filter((one) => classes.includes(one));
}

async function classesOf(before: StackSettings, heads: readonly StackSettings[]): Promise<ChangeClass[]> {
  const classes: ChangeClass[] = [];
  for (const head of heads) classes.push(review(await stateOf(before), await stateOf(head)).changeClass);
  return changeClasses.filter((one) => classes.includes(one));
}

/** Other values of the setting, as far as they go with the others. */
function headsOf(
  entry: SettingEntry,
  before: StackSettings,
  change: (value: unknown) => StackInput,
  path: readonly string[],
): StackSettings[] {
  const current = valueAt(before, path);
  const heads = candidates(entry, current).flatMap((value) => tryParse(change(value)) ?? []);
  // Containers are none of Pulumi's: platform docker is no change of a stack.
  return heads.filter((head) => head.platform !== "docker" && !isDeepStrictEqual(valueAt(head, path), current));
}

const states = new Map<string, StackState>();

async function stateOf(settings: StackSettings): Promise<StackState> {
  const key = JSON.stringify(settings);
  const state = states.get(key) ?? { settings, resources: await stackResources(settings) };
  states.set(key, state);
  return state;
}

function tryParse(stack: StackInput): StackSettings | undefined {
  try {
    return parseStack(stack);
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}

type Group = Record<string, unknown>;

function valueAt(settings: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((group, name) => (group as Group | undefined)?.[name], settings);
}

/** What only one source reads comes and goes with it. */
function changeParts(group: Group, source: unknown): void {
  for (const part of ["secretName", "issuer", "store", "role"]) delete group[part];
  Object.assign(group, partsOf[source as keyof typeof partsOf]);
}

const partsOf = {
  existingSecret: { secretName: "other" },
  certManager: { issuer: { name: "ca" } },
  externalSecret: { store: { name: "vault" } },
};

function withValue(base: InstanceInput, path: readonly string[], value: unknown): InstanceInput {
  const input = structuredClone(base) as Group;
  const group = path.slice(0, -1).reduce((at, name) => (at[name] ??= {}) as Group, input);
  if (value === undefined) delete group[path.at(-1)!];
  else group[path.at(-1)!] = value;
  if (path.at(-1) === "source") changeParts(group, value);
  return input;
}
