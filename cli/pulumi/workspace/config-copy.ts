import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Document } from "yaml";
import { isMap } from "yaml";
import { checksumOf } from "../../../configs/render/checksum";
import { parsePulumiYaml } from "../../project/yaml";
import type { StackFile } from "../../project/stack-file";
import { secretsKey } from "../../../configs/settings/stack";

/** Beside the settings, which take no unknown key; stacks/ reads it. */
const checksumKey = "redis-cache-copy:checksum";

/**
 * The copy of a stack file that Pulumi works on: the tracked settings, plus salt and secrets of the copy before.
 * The checksum tells the program when plain `pulumi up` would deploy settings that have changed since.
 */
export function configCopy(tracked: string, previous?: string): string {
  const copy = parsePulumiYaml(tracked);
  const before = previous === undefined ? undefined : parsePulumiYaml(previous);
  if (!isMap(copy.get("config"))) copy.set("config", copy.createNode({}));
  copy.setIn(["config", checksumKey], checksumOf(tracked));
  const secrets = before?.getIn(["config", secretsKey]);
  if (secrets !== undefined) copy.setIn(["config", secretsKey], secrets);
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

/** Replaces the file in one step, so that a stopped run leaves the old or the new one. */
function writePrivate(file: string, text: string): void {
  const partial = `${file}.${process.pid}.tmp`;
  writeFileSync(partial, text, { mode: 0o600 });
  renameSync(partial, file);
}

// Pulumi does not fold lines; folding ours would make every refresh a difference.
function textOf(document: Document): string {
  return document.toString({ lineWidth: 0 });
}
