import { closest } from "fastest-levenshtein";
import type { z } from "zod";
import type { Finding } from "./errors";
import { valueAt } from "./merge";
import { nearestSetting } from "./nearest";
import { defaultOf, knownKeys, metaOf, schemaAt } from "./walk";

/** A part of the raw settings that the schema refuses, and the setting that it stands or stood for. */
export interface Refusal {
  finding: Finding;
  /** Where it lies in the raw settings. */
  path: string[];
  /** The setting about which nothing is known now. */
  means: string;
}

/** What the schema refuses, a refusal per key. */
export function refusals(schema: z.ZodType, raw: unknown, issues: readonly z.core.$ZodIssue[]): Refusal[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map(String);
    return issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => unknownKey(schema, raw, [...path, key]))
      : [badValue(schema, raw, path, issue)];
  });
}

function unknownKey(schema: z.ZodType, raw: unknown, path: string[]): Refusal {
  const nearest = nearestSetting(schema, path).join(".");
  const finding = {
    property: path.join("."),
    value: shownOfUnknown(valueAt(raw, path)),
    reason: "is not a known setting",
    fix: `write ${nearest}, the nearest known one, or remove it`,
  };
  return { finding, path, means: nearest };
}

/** A mistyped key may hold a password: text under it is not shown. */
function shownOfUnknown(value: unknown): unknown {
  return typeof value === "number" || typeof value === "boolean" ? value : undefined;
}

function badValue(schema: z.ZodType, raw: unknown, path: string[], issue: z.core.$ZodIssue): Refusal {
  const property = path.join(".");
  const isName = issue.code === "invalid_key";
  const value = isName ? path.at(-1) : valueAt(raw, path);
  const fix = isName ? "choose another name" : fixFor(schemaAt(schema, path), issue, value);
  return { finding: { property, value, reason: issue.message, fix }, path, means: property };
}

function fixFor(schema: z.ZodType | undefined, issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === "invalid_value") return `write ${closestOf(issue.values.map(String), value)}`;
  if (issue.code === "too_small" && issue.origin !== "string") return `write ${issue.minimum} or more`;
  if (issue.code === "too_big" && issue.origin !== "string") return `write ${issue.maximum} or less`;
  if (value === undefined) return "write it";
  if (knownKeys(schema).length > 0) return `write its settings: ${knownKeys(schema).join(", ")}`;
  const model = modelOf(schema);
  return model === undefined ? "change the value, or remove it for the default" : `write it like ${model}`;
}

function closestOf(names: string[], value: unknown): string {
  const nearest = closest(typeof value === "string" ? value : JSON.stringify(value ?? ""), names);
  const looksLikeNumber = !Number.isNaN(Number(nearest));
  return looksLikeNumber ? `"${nearest}", in quotes` : nearest;
}

/** A value to imitate: the example, or the default. */
function modelOf(schema: z.ZodType | undefined): string | undefined {
  const { example } = metaOf(schema);
  if (example !== undefined) return example;
  const value = defaultOf(schema);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
}
