import { z } from "zod";
import { plainName } from "./foreign-names";
import { mainSettingOf } from "./main-settings";
import { nearestName } from "./nearest";
import { bare, child, defaultOf, knownKeys, metaOf } from "./walk";
import { coresMeant, durationMeant, sizeMeant } from "./units-meant";
import { own } from "../directives/own";

/** What to write in place of a refused value: never less than what was asked, and never what is refused too. */
export function fixFor(
  schema: z.ZodType | undefined,
  issue: z.core.$ZodIssue,
  value: unknown,
  path: readonly string[],
): string {
  const { example } = metaOf(schema);
  if (value === undefined) return example === undefined ? "write it" : `write it, such as ${example}`;
  if (issue.code === "custom" && typeof issue.params?.fix === "string") return issue.params.fix;
  if (schema && bare(schema) instanceof z.ZodNever) return "remove it";
  const named = schema && nameIn(schema, value);
  if (named !== undefined) return `write ${named}`;
  const text = isScalar(value) ? String(value).trim() : undefined;
  const meant = schema && text !== undefined ? meantBy(schema, text, path) : undefined;
  if (meant !== undefined) return isNumeric(meant) && schema && needsText(schema) ? quoted(meant) : `write ${meant}`;
  if (schema && bare(schema) instanceof z.ZodBoolean) return "write true or false, without quotes";
  if (issue.code === "invalid_value") return oneOf(issue.values.map(String));
  if (issue.code === "too_small" && issue.origin === "number") return `write ${issue.minimum} or more`;
  if (issue.code === "too_big" && issue.origin === "number") return `write ${issue.maximum} or less`;
  if (schema && knownKeys(schema).length > 0) {
    const main = text === undefined ? undefined : mainSettingMeant(schema, text, path);
    return main ?? `write its settings: ${knownKeys(schema).join(", ")}`;
  }
  if (schema && text !== undefined && accepted(schema, text) !== undefined) return quoted(text);
  const model = modelOf(schema);
  if (model === undefined) return "change the value, or remove it for the default";
  const inQuotes = isNumeric(model) && schema && needsText(schema);
  return inQuotes ? `write it like "${model}", in quotes` : `write it like ${model}`;
}

/** What the value says in other words or units, where the setting takes that. */
function meantBy(schema: z.ZodType, text: string, path: readonly string[]): string | undefined {
  const kind = bare(schema);
  if (kind instanceof z.ZodBoolean) return switchMeant(text);
  if (kind instanceof z.ZodEnum) return accepted(schema, wordMeant(kind.options.map(String), text, path));
  if (kind instanceof z.ZodNumber || schema.safeParse(1).success) return numberMeant(schema, text);
  if (kind instanceof z.ZodArray) return listMeant(schema, text);
  if (kind instanceof z.ZodRecord) return lineMeant(schema, text);
  const form = metaOf(schema).form ?? "";
  const convert = [
    ["size", sizeMeant],
    ["duration", durationMeant],
    ["cores", coresMeant],
  ].find(([name]) => form.startsWith(name as string))?.[1] as ((text: string) => string | undefined) | undefined;
  return accepted(schema, convert?.(text)) ?? (form.startsWith("cores") ? accepted(schema, `${text}m`) : undefined);
}

/** `80%` or `80.5` as 80, `30d` as 30, and `75` as 0.75 where shares are asked for. */
function numberMeant(schema: z.ZodType, text: string): string | undefined {
  const [, digits] = /^(-?\d+(?:\.\d+)?)\s*(?:%|d|days?|w|weeks?|months?)?$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  const isShare = !schema.safeParse(2).success && schema.safeParse(0.5).success;
  const isPercent = metaOf(schema).unit?.startsWith("percent") === true && number > 0 && number < 1;
  return (
    accepted(schema, number) ??
    accepted(schema, isPercent ? Math.round(100 * number) : undefined) ??
    accepted(schema, Math.round(number)) ??
    accepted(schema, isShare ? number / 100 : undefined)
  );
}

/** One value in the place of a list. */
function listMeant(schema: z.ZodType, text: string): string | undefined {
  return schema.safeParse([text]).success ? JSON.stringify([text]) : undefined;
}

/** A line of a configuration file in the place of its names and values. */
function lineMeant(schema: z.ZodType, text: string): string | undefined {
  const [, name, value] = /^([a-z][a-z0-9-]*) +(\S.*)$/.exec(text) ?? [];
  return name !== undefined && schema.safeParse({ [name]: value }).success ? `{ ${name}: ${value} }` : undefined;
}

/** Kubernetes often has objects with a name where a setting is that name. */
function nameIn(schema: z.ZodType, value: unknown): string | undefined {
  const { name, ...others } = (typeof value === "object" && value !== null ? value : {}) as { name?: unknown };
  return typeof name === "string" && Object.keys(others).length === 0 ? accepted(schema, name) : undefined;
}

/** What one value in the place of a group means, such as `tls: true` or `storage: 10GB`. */
function mainSettingMeant(group: z.ZodType, text: string, path: readonly string[]): string | undefined {
  const name = mainSettingOf(path.at(-1) ?? "");
  const schema = name === undefined ? undefined : child(group, name);
  if (name === undefined || !schema) return undefined;
  const setting = `${path.at(-1)}.${name}`;
  const isSwitch = bare(schema) instanceof z.ZodBoolean;
  const meant = isSwitch ? switchOf(text)?.toString() : (accepted(schema, text) ?? meantBy(schema, text, [name]));
  if (meant === undefined) return undefined;
  return `write ${setting}: ${isNumeric(meant) && needsText(schema) ? `"${meant}"` : meant}`;
}

function isScalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function needsText(schema: z.ZodType): boolean {
  return !schema.safeParse(1).success && !(bare(schema) instanceof z.ZodNumber);
}

function isNumeric(text: string): boolean {
  return /^\d+(\.\d+)?$/.test(text);
}

function quoted(text: string): string {
  return `write "${text}", in quotes`;
}

function accepted(schema: z.ZodType, value: string | number | undefined): string | undefined {
  return value !== undefined && schema.safeParse(value).success ? String(value) : undefined;
}

function switchMeant(text: string): string | undefined {
  const meant = switchOf(text);
  return meant === undefined ? undefined : `${meant}, without quotes`;
}

/** `yes`, `on` or `1` as true, `no`, `off` or `0` as false. */
export function switchOf(text: string): boolean | undefined {
  if (/^(true|yes|on|1|enabled?)$/i.test(text)) return true;
  return /^(false|no|off|0|disabled?|none)$/i.test(text) ? false : undefined;
}

/** Other words for the values of a setting, by its last name; what asks for more comes first. */
const words: Record<string, [words: RegExp, value: string][]> = {
  mode: [
    [/^(aof|rdb|both|all|yes|on|true|disk|(rdb|aof)only|(rdb|aof).*(rdb|aof)|snapshots?|appendonly)$/, "aofAndRdb"],
    [/^(no|off|false|disabled?|memory)$/, "none"],
  ],
  fsync: [[/^(no|never|none|false)$/, "everysec"]],
  clientCertificates: [
    [/^(yes|on|true|require|mandatory|mutual|mtls|enabled?)$/, "required"],
    [/^(no|false|none|disabled?)$/, "off"],
  ],
  encryption: [
    [/^(aes256|sses3|yes|on|true)$/, "s3"],
    [/^(aws:kms|ssekms)$/, "kms"],
    [/^(no|off|false)$/, "none"],
  ],
  spread: [
    [/^(hard|yes|on|true|requiredduring.*)$/, "required"],
    [/^(soft|no|off|false|preferredduring.*)$/, "preferred"],
  ],
  platform: [
    [/^(k8s|kube|eks|gke|aks|openshift)$/, "kubernetes"],
    [/^(localhost|laptop|process(es)?)$/, "local"],
    [/^(docker-?compose|compose|containers?|podman)$/, "docker"],
  ],
  source: [
    [/^(existing|secret|k8s|kubernetes)$/, "existingSecret"],
    [/^(eso|external|externalsecrets?|vault)$/, "externalSecret"],
    [/^(certmanager.*)$/, "certManager"],
    [/^(selfsigned|self|generated?)$/, "selfMade"],
  ],
  engine: [[/^(keydb|dragonfly)$/, "valkey"]],
};

function wordMeant(values: readonly string[], text: string, path: readonly string[]): string | undefined {
  const same = values.find((value) => plainName(value) === plainName(text));
  if (same !== undefined) return same;
  const found = own(words, path.at(-1) ?? "")?.find(
    ([pattern, value]) => pattern.test(plainName(text)) && values.includes(value),
  );
  // Of a version with a third number, the first two; no other number is near it.
  if (isNumeric(values[0] ?? "")) {
    const number = text.replace(/^v/i, "");
    return values.find((value) => value === number || value === `${number}.0` || number.startsWith(`${value}.`));
  }
  return found?.[1] ?? nearestName(text, values);
}

function oneOf(values: readonly string[]): string {
  const all = values.map((one) => (isNumeric(one) ? `"${one}"` : one)).join(", ");
  return values.length > 1 ? `write one of ${all}` : `write ${all}`;
}

/** A value to imitate: the example, or the default. */
function modelOf(schema: z.ZodType | undefined): string | undefined {
  const { example } = metaOf(schema);
  if (example !== undefined) return example;
  const value = defaultOf(schema);
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
