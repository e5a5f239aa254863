import { isDeepStrictEqual } from "node:util";
import type { StackSettings } from "../configs";

/** A setting whose value differs; undefined stands for a setting, or an instance, that one of the two has not. */
export interface ChangedSetting {
  /** From the stack on: `instances.cache.memory.limit`. */
  path: string[];
  from: unknown;
  to: unknown;
}

/** The settings that differ, each the smallest part that does; a list counts as one value. */
export function changedSettings(base: StackSettings, head: StackSettings): ChangedSetting[] {
  return changes(base, head, []);
}

function changes(from: unknown, to: unknown, path: string[]): ChangedSetting[] {
  if (isDeepStrictEqual(from, to)) return [];
  if (!isGroup(from) || !isGroup(to)) return [{ path, from, to }];
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return names.flatMap((name) => changes(from[name], to[name], [...path, name]));
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
