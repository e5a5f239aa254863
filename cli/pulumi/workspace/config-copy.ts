import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import type { Document } from "yaml";
import { isMap } from "yaml";
import { isObject } from "../../../configs/schema/merge";
import { secretsKey } from "../../../configs/settings/stack";
import type { StackFile } from "../../project/stack-file";
import { parsePulumiYaml } from "../../project/yaml";
import { writePrivate } from "./files";

/** The copy of a stack file that Pulumi works on: the tracked settings, plus salt and secrets of the copy before. */
export function configCopy(tracked: string, previous?: string): string {
  const copy = parsePulumiYaml(tracked);
  const before = previous === undefined ? undefined : parsePulumiYaml(previous);
  if (!isMap(copy.get("config"))) copy.set("config", copy.createNode({}));
  for (const key of secretKeys(before)) {
    const written = key !== secretsKey && copy.hasIn(["config", key]);
    if (!written) copy.setIn(["config", key], before!.getIn(["config", key], true));
  }
  const salt = before?.get("encryptionsalt");
  if (salt !== undefined) copy.set("encryptionsalt", salt);
  return textOf(copy);
}

/** Brings the copy up to date with the tracked file; leaves it alone where it is. */
export function refreshConfigCopy(stackFile: StackFile, copyFile: string): void {
  const previous = existsSync(copyFile) ? readFileSync(copyFile, "utf8") : undefined;
  const next = configCopy(stackFile.text, previous);
  if (next !== previous) writePrivate(copyFile, next);
}

/** Runs what may change the copy, and puts its changes of settings into the tracked file. */
export async function withCopy<T>(stackFile: StackFile, copyFile: string, work: () => Promise<T>): Promise<T> {
  const before = readFileSync(copyFile, "utf8");
  try {
    return await work();
  } finally {
    const after = existsSync(copyFile) ? readFileSync(copyFile, "utf8") : before;
    const next = trackedAfter(stackFile.text, before, after);
    if (next !== stackFile.text) writeFileSync(stackFile.file, next);
  }
}

/** The tracked text with what Pulumi has changed in its copy, but for secrets. */
export function trackedAfter(tracked: string, before: string, after: string): string {
  const [old, now] = [before, after].map(settingsIn);
  if (isDeepStrictEqual(old, now)) return tracked;
  const document = parsePulumiYaml(tracked);
  change(document, ["config"], old, now);
  return textOf(document);
}

function change(document: Document, path: readonly string[], old: unknown, now: unknown): void {
  if (isDeepStrictEqual(old, now)) return;
  if (now === undefined) document.deleteIn(path);
  else if (!isObject(old) || !isObject(now)) document.setIn(path, document.createNode(now));
  else
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)]))
      change(document, [...path, key], old[key], now[key]);
}

function settingsIn(text: string): Record<string, unknown> {
  const copy = parsePulumiYaml(text);
  const { config } = (copy.toJS() ?? {}) as { config?: Record<string, unknown> };
  const secret = secretKeys(copy);
  return Object.fromEntries(Object.entries(config ?? {}).filter(([key]) => !secret.includes(key)));
}

/** Keys with something encrypted below them: the salt is in the copy only. */
function secretKeys(copy?: Document): string[] {
  const { config } = ((copy?.toJS() as unknown) ?? {}) as { config?: unknown };
  return isObject(config) ? Object.keys(config).filter((key) => isEncrypted(config[key])) : [];
}

function isEncrypted(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isEncrypted);
  return isObject(value) && ("secure" in value || Object.values(value).some(isEncrypted));
}

// Pulumi does not fold lines; folding ours would make every refresh a difference.
function textOf(document: Document): string {
  return document.toString({ lineWidth: 0 });
}
