import { humanBytes } from "../terminal/units";
import type { Restored } from ".";

export function restoredText(instance: string, { manifest, answer, keys, canary, problems }: Restored): string {
  const { fields } = answer;
  return [
    `${instance}: restored from ${manifest.id} (${humanBytes(manifest.size)}, ${manifest.engine} ${manifest.version}).`,
    `  ${fields.to ?? "-"} is master; it took ${fields.total_ms ?? "-"} ms to become it, the instance went ` +
      "on until then.",
    `  keys: ${keys}, in the backup ${manifest.keys}, of which ${manifest.expires} expire`,
    `  canary: ${canary ?? "none"}${sameCanary(canary, manifest.canary)}`,
    ...(problems.length === 0
      ? ["  All nodes agree and follow it."]
      : problems.map((problem) => `  Problem: ${problem}`)),
  ].join("\n");
}

function sameCanary(found: string | null | undefined, backedUp: string | undefined): string {
  if (!backedUp) return "";
  return found === backedUp ? ", as in the backup" : ", OTHER than in the backup";
}
