import { isDeepStrictEqual } from "node:util";
import { stackResources } from "../../cli/render/objects";
import { instanceSchema, type InstanceInput, parseStack, SettingsError, type StackSettings } from "../../configs";
import type { SettingEntry } from "../../configs/schema/walk";
import { settingsOf } from "../../configs/schema/walk";
import { type ChangeClass, changeClasses, review, type StackState } from "../../review";
import { bases } from "./bases";
import { candidates } from "./candidates";

/** What a change of each setting may do, by the setting's path: by the review itself, on platform kubernetes. */
export type SettingClasses = Record<string, ChangeClass[]>;

/** Of every setting of an instance, or of some of them. */
export async function settingClasses(only: (index: number) => boolean = () => true): Promise<SettingClasses> {
  const found: SettingClasses = {};
  for (const [index, entry] of settingsOf(instanceSchema).entries()) {
    if (only(index)) found[entry.path.join(".")] = await classesOf(entry);
  }
  return found;
}

/**
 * Of the changes that are possible from bases with the setting's group, or from the first that takes any; none where
 * all are refused.
 */
async function classesOf(entry: SettingEntry): Promise<ChangeClass[]> {
  const [group] = entry.path;
  const classes: ChangeClass[] = [];
  for (const [index, base] of bases.entries()) {
    if (index > 0 && classes.length > 0 && !(group! in base)) continue;
    const before = parsed(base);
    for (const head of headsOf(entry, base, before)) {
      classes.push(review(await stateOf(before), await stateOf(head)).changeClass);
    }
  }
  return changeClasses.filter((one) => classes.includes(one));
}

/** Other values of the setting, as far as they go with the others. */
function headsOf(entry: SettingEntry, base: InstanceInput, before: StackSettings): StackSettings[] {
  const current = valueAt(before.instances.cache, entry.path);
  const heads = candidates(entry, current).flatMap((value) => tryParse(withValue(base, entry.path, value)) ?? []);
  return heads.filter((head) => !isDeepStrictEqual(valueAt(head.instances.cache, entry.path), current));
}

const states = new Map<string, StackState>();

async function stateOf(settings: StackSettings): Promise<StackState> {
  const key = JSON.stringify(settings);
  const state = states.get(key) ?? { settings, resources: await stackResources(settings) };
  states.set(key, state);
  return state;
}

function parsed(cache: InstanceInput): StackSettings {
  return parseStack({ instances: { cache } });
}

function tryParse(cache: InstanceInput): StackSettings | undefined {
  try {
    return parsed(cache);
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
