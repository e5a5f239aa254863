import { closest } from "fastest-levenshtein";
import type { z } from "zod";
import { knownKeys, schemaAt, settingsOf } from "./walk";

/** The known setting that an unknown key most likely means, as a path below the schema. */
export function nearestSetting(schema: z.ZodType, path: readonly string[]): string[] {
  const group = path.slice(0, -1);
  const key = path.at(-1) ?? "";
  const siblings = knownKeys(schemaAt(schema, group));
  return sameWord(siblings, key) ?? elsewhere(schema, group, key) ?? [...group, closest(key, siblings)];

  function sameWord(names: string[], wanted: string): string[] | undefined {
    const found = names.find((name) => plain(name) === plain(wanted));
    return found === undefined ? undefined : [...group, found];
  }
}

/** A setting of that very name in another group of the same instance. */
function elsewhere(schema: z.ZodType, group: readonly string[], key: string): string[] | undefined {
  const root = group[0] === "instances" ? group.slice(0, 2) : [];
  const start = schemaAt(schema, root);
  const match = start && settingsOf(start).find(({ path }) => plain(path.at(-1) ?? "") === plain(key));
  return match && [...root, ...match.path];
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, "");
}
