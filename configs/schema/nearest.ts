import { closest } from "fastest-levenshtein";
import type { z } from "zod";
import { settingOf, settingOfSentinel } from "../directives/settings";
import { knownKeys, schemaAt, settingsOf } from "./walk";

/** The known setting that an unknown key most likely means, as a path below the schema of a stack. */
export function nearestSetting(stack: z.ZodType, path: readonly string[]): string[] {
  const group = path.slice(0, -1);
  const key = path.at(-1) ?? "";
  const siblings = knownKeys(schemaAt(stack, group));
  const sibling = siblings.find((name) => plain(name) === plain(key)) ?? closest(key, siblings);
  const isSure = plain(sibling) === plain(key);
  return (isSure ? undefined : elsewhere(stack, group, key)) ?? [...group, sibling];
}

/** A setting of that very name in another group, or of that name's directive. */
function elsewhere(stack: z.ZodType, group: readonly string[], key: string): string[] | undefined {
  const instance = group[0] === "instances" ? group.slice(0, 2) : ["instances", "NAME"];
  const schema = schemaAt(stack, instance) as z.ZodType;
  const matches = ({ path }: { path: string[] }) => plain(path.at(-1) ?? "") === plain(key);

  if (knownKeys(stack).includes(key)) return [key];
  if (knownKeys(schema).includes(key)) return [...instance, key];
  const found = settingsOf(schema).find(matches)?.path ?? (settingOf[key] ?? settingOfSentinel[key])?.[0]?.split(".");
  return found && [...instance, ...found];
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, "");
}
