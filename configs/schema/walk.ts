import { z } from "zod";
import type { SettingMeta } from "./fields";

/** A setting of the schema, with its path; records add `<name>`. */
export interface SettingEntry {
  path: string[];
  schema: z.ZodType;
  meta: Partial<SettingMeta>;
}

/** The schema below defaults and options. */
export function bare(schema: z.ZodType): z.ZodType {
  const wrapped = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  return wrapped ? bare(schema.unwrap() as z.ZodType) : schema;
}

/** The names that a group knows; none for anything else. */
export function knownKeys(schema: z.ZodType | undefined): string[] {
  const group = schema && bare(schema);
  return group instanceof z.ZodObject ? Object.keys(group.shape) : [];
}

/** The schema of a key of a group or record. */
export function child(schema: z.ZodType, key: PropertyKey): z.ZodType | undefined {
  const parent = bare(schema);
  if (parent instanceof z.ZodObject)
    return knownKeys(parent).includes(String(key)) ? (parent.shape[key as string] as z.ZodType) : undefined;
  if (parent instanceof z.ZodRecord) return parent.valueType as z.ZodType;
  if (parent instanceof z.ZodArray) return parent.element as z.ZodType;
  return undefined;
}

/** The schema at a path. */
export function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  return path.reduce<z.ZodType | undefined>((parent, key) => parent && child(parent, key), schema);
}

/** What is documented about a setting. */
export function metaOf(schema: z.ZodType | undefined): Partial<SettingMeta> {
  return schema ? { ...bare(schema).meta(), ...schema.meta() } : {};
}

/** The default that the schema itself fills in; computed ones are in the documentation's words. */
export function defaultOf(schema: z.ZodType | undefined): unknown {
  return schema instanceof z.ZodDefault ? schema.def.defaultValue : undefined;
}

/** All settings below a group, those of its groups included. */
export function settingsOf(schema: z.ZodType, path: string[] = []): SettingEntry[] {
  return knownKeys(schema).flatMap((key) => {
    const setting = child(schema, key) as z.ZodType;
    const entry = { path: [...path, key], schema: setting, meta: metaOf(setting) };
    return knownKeys(setting).length > 0 ? settingsOf(setting, entry.path) : [entry];
  });
}

/** Settings of whatever entry of its maps of groups, such as `users.NAME.keys`. */
export function settingsOfEntries(schema: z.ZodType): SettingEntry[] {
  return knownKeys(schema).flatMap((key) => settingsOf(entryOf(child(schema, key)), [key, "NAME"]));
}

/** What each entry of a map is; a group without settings of what is none. */
function entryOf(schema: z.ZodType | undefined): z.ZodType {
  const map = schema && bare(schema);
  return map instanceof z.ZodRecord ? (map.valueType as z.ZodType) : z.object({});
}
