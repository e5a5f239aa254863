import { distance } from "fastest-levenshtein";
import type { z } from "zod";
import { directiveNames, servers } from "../directives/facts";
import { byToolkit, perNode } from "../directives/owned";
import { settingOf, settingOfSentinel } from "../directives/settings";
import { plainName } from "./foreign-names";
import { knownKeys, schemaAt, settingsOf } from "./walk";

/** The known setting that an unknown key means; undefined where none is near. */
export function nearestSetting(stack: z.ZodType, path: readonly string[]): string[] | undefined {
  const group = path.slice(0, -1);
  const key = path.at(-1) ?? "";
  const siblings = knownKeys(schemaAt(stack, group));
  const same = siblings.find((name) => plainName(name) === plainName(key));
  const sibling = same ?? nearestName(key, siblings);
  return (same ? undefined : elsewhere(stack, group, key)) ?? (sibling === undefined ? undefined : [...group, sibling]);
}

/** The name that was probably meant: two letters may differ, or fewer in a short one. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const [nearest] = names
    .map((name) => ({ name, differs: distance(plainName(written), plainName(name)) }))
    .filter(({ name, differs }) => differs <= Math.min(2, Math.floor(Math.max(name.length, written.length) / 2.5)))
    .sort((a, b) => a.differs - b.differs);
  return nearest?.name;
}

/** Names that a setting of another group has by chance. */
const general = [
  ...["count", "enabled", "mode", "kind", "size", "source", "min", "max", "rules", "limit", "request", "name", "key"],
  ...["port", "timeout", "version", "secret", "ca", "image", "maxclients", "replicas", "annotations"],
];

/** A setting of that very name in another group, or of that name's directive. */
function elsewhere(stack: z.ZodType, group: readonly string[], key: string): string[] | undefined {
  const instance = group[0] === "instances" ? group.slice(0, 2) : ["instances", "NAME"];
  const schema = schemaAt(stack, instance) as z.ZodType;
  const matches = ({ path }: { path: string[] }) => plainName(path.at(-1) ?? "") === plainName(key);

  if (knownKeys(stack).includes(key)) return [key];
  if (knownKeys(schema).includes(key)) return [...instance, key];
  const isGroup = group.length > instance.length && knownKeys(schemaAt(stack, group)).length > 0;
  if (isGroup && general.includes(key)) return undefined;
  const found = settingsOf(schema).find(matches)?.path ?? settingOfDirective(key)?.split(".");
  return found && [...instance, ...found];
}

/** The directive that a key means, however it is written; undefined where none is, or none that settings may hold. */
export function directiveNamed(key: string): string | undefined {
  const known = servers().flatMap(directiveNames);
  const name = known.find((one) => plainName(one) === plainName(key));
  return name === undefined || perNode.includes(name) || name in byToolkit ? undefined : name;
}

/** The first setting that stands for a directive or an option of Sentinel, however it is written. */
function settingOfDirective(key: string): string | undefined {
  const all = [...Object.entries(settingOf), ...Object.entries(settingOfSentinel)];
  return all.find(([directive]) => plainName(directive) === plainName(key))?.[1][0];
}
