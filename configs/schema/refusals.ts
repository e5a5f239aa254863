import type { z } from "zod";
import { asWritten, type Finding, type TextAt } from "./errors";
import { fixFor } from "./fixes";
import { fixForForeign } from "./foreign-names";
import { valueAt } from "./merge";
import { directiveNamed, nearestName, nearestSetting } from "./nearest";
import { knownKeys, schemaAt } from "./walk";

/** A part of the raw settings that the schema refuses, and the setting that it stands or stood for. */
export interface Refusal {
  finding: Finding;
  /** Where it lies in the raw settings. */
  path: string[];
  /** The setting about which nothing is known now. */
  means: string;
}

/** What the schema refuses, a refusal per key: what is no list has no entries either. */
export function refusals(
  schema: z.ZodType,
  raw: unknown,
  issues: readonly z.core.$ZodIssue[],
  textAt?: TextAt,
): Refusal[] {
  const paths = issues.map(({ path }) => path.join("."));
  return issues
    .filter((_, i) => paths.indexOf(paths[i]!) === i)
    .flatMap((issue) => {
      const path = issue.path.map(String);
      return issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => unknownKey(schema, raw, [...path, key]))
        : [badValue(schema, raw, path, issue, textAt)];
    });
}

function unknownKey(schema: z.ZodType, raw: unknown, path: string[]): Refusal {
  const nearest = nearestSetting(schema, path)?.join(".");
  const finding = {
    property: path.join("."),
    value: shownOfUnknown(valueAt(raw, path)),
    reason: "is not a known setting",
    fix: fixForUnknown(schema, path, nearest),
  };
  return { finding, path, means: nearest ?? finding.property };
}

function fixForUnknown(schema: z.ZodType, path: string[], nearest: string | undefined): string {
  if (path.length === 1 && nearestName(path[0]!, ["secrets"]) !== undefined) {
    return "remove it; `redis-cache secrets init` generates passwords, encrypted, under redis-cache:secrets";
  }
  const foreign = fixForForeign(path);
  if (foreign !== undefined) return foreign;
  if (nearest !== undefined) return `write ${nearest}, the nearest known one, or remove it`;
  const directive = directiveNamed(path.at(-1)!);
  if (directive !== undefined) return `write extra.redis.${directive}`;
  const known = knownKeys(schemaAt(schema, path.slice(0, -1)));
  return known.length === 0 ? "remove it" : `remove it; known here are ${known.join(", ")}`;
}

/** A mistyped key may hold a password: text under it is not shown. */
function shownOfUnknown(value: unknown): unknown {
  return typeof value === "number" || typeof value === "boolean" ? value : undefined;
}

/** What was meant is in the text that stands in the file: `1.10` is 1.1 to YAML. */
function badValue(
  schema: z.ZodType,
  raw: unknown,
  path: string[],
  issue: z.core.$ZodIssue,
  textAt: TextAt | undefined,
): Refusal {
  const property = path.join(".");
  const isName = issue.code === "invalid_key";
  const value = isName ? path.at(-1) : valueAt(raw, path);
  const found = asWritten({ property, value, reason: issue.message, fix: "choose another name" }, path, textAt);
  const fix = isName ? found.fix : fixFor(schemaAt(schema, path), issue, found.written ?? value, path);
  return { finding: { ...found, fix }, path, means: property };
}
