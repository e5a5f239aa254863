import { z } from "zod";
import type { Finding } from "./schema/errors";
import { isObject } from "./schema/merge";
import { bare, schemaAt } from "./schema/walk";
import { configNamespace, secretsKey, stackSchema } from "./settings/stack";

/** What Pulumi's configuration holds of a stack's settings, whoever has written it, and what is wrong with its keys. */
export interface WrittenSettings {
  settings: Record<string, unknown>;
  findings: Finding[];
}

/**
 * The settings among all keys of a configuration. `pulumi config set` writes text, also for what is true or false and
 * for JSON, and the engine hands on dates in Go's form.
 */
export function writtenSettings(config: Record<string, unknown>): WrittenSettings {
  const own = Object.entries(config).filter(([key]) => key.startsWith(`${configNamespace}:`) && key !== secretsKey);
  const settings = own.map(([key, value]) => {
    const name = key.slice(configNamespace.length + 1);
    return [name, asMeant(name, value)] as const;
  });
  return { settings: Object.fromEntries(settings), findings: strayKeys(Object.keys(config)) };
}

function asMeant(name: string, value: unknown): unknown {
  if (name === "instances") return withDates(typeof value === "string" ? fromJson(value) : value);
  return isSwitch(name) && (value === "true" || value === "false") ? value === "true" : value;
}

function isSwitch(name: string): boolean {
  const schema = schemaAt(stackSchema, [name]);
  return schema !== undefined && bare(schema) instanceof z.ZodBoolean;
}

/** Text that is no JSON is refused as text. */
function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const goTime = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) \+0000 UTC$/;

/** A day or a time without quotes is a time to Go's reader of YAML. */
function withDates(value: unknown): unknown {
  if (typeof value === "string") {
    const [, day, time] = goTime.exec(value) ?? [];
    return day === undefined ? value : time === "00:00:00" ? day : `${day}T${time}`;
  }
  if (Array.isArray(value)) return value.map(withDates);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withDates(part)]));
}

/** Keys that nobody would read: of a namespace that is only like this one. */
function strayKeys(keys: readonly string[]): Finding[] {
  const names = Object.keys(stackSchema.shape);
  return keys.flatMap((key) => {
    const [before = "", after] = key.split(":");
    if (before === configNamespace && after !== undefined) return [];
    if (plain(before) !== plain(configNamespace) && !(after !== undefined && names.includes(after) && isNear(before)))
      return [];
    const fix = `write ${configNamespace}:${after ?? "instances"}, in one word with the colon`;
    return [{ property: key, reason: "is read by nobody: keys of this program begin with redis-cache:", fix }];
  });
}

function isNear(text: string): boolean {
  return plain(text).includes("redis") || plain(text).includes("cache");
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z]/g, "");
}
