import { stackResources } from "../../cli/objects";
import { instanceSchema, type InstanceInput, parseStack, SettingsError, type StackSettings } from "../../configs";
import type { SettingEntry } from "../../configs/settings/walk";
import { settingsOf } from "../../configs/settings/walk";
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

/** Of the changes that are possible from the first base that takes any; none where every change is refused. */
async function classesOf(entry: SettingEntry): Promise<ChangeClass[]> {
  for (const base of bases) {
    const before = parsed(base);
    const current = valueAt(before.instances.cache, entry.path);
    const heads = candidates(entry, current).flatMap((value) => tryParse(withValue(base, entry.path, value)) ?? []);
    const classes: ChangeClass[] = [];
    for (const head of heads) classes.push(review(await stateOf(before), await stateOf(head)).changeClass);
    if (classes.length > 0) return changeClasses.filter((one) => classes.includes(one));
  }
  return [];
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

function withValue(base: InstanceInput, path: readonly string[], value: unknown): InstanceInput {
  const input = structuredClone(base) as Group;
  const group = path.slice(0, -1).reduce((at, name) => (at[name] ??= {}) as Group, input);
  if (value === undefined) delete group[path.at(-1)!];
  else group[path.at(-1)!] = value;
  return input;
}
