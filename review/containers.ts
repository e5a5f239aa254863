import { isDeepStrictEqual } from "node:util";
import type { ResourceChange } from "./resource-changes";

type Inputs = Record<string, unknown>;

export const containerType = "docker:index/container:Container";
const folderType = "redis-local:index:Folder";

/**
 * Inputs of a container of which a change does not replace it (schema of Pulumi's plugin: no `willReplaceOnChanges`):
 * limits change while it runs, others when it is made anew for another reason.
 */
export const changedInPlace = [
  ...(["destroyGraceSeconds", "healthcheck", "memory", "memorySwap"] as const),
  ...(["restart", "tmpfs", "wait", "waitTimeout"] as const),
] as const;

/** The node of a container, from the label that the components give it. */
export function nodeOfContainer(inputs: Inputs): string | undefined {
  const labels = (inputs.labels ?? []) as { label: string; value: string }[];
  return labels.find(({ label }) => label === "redis-cache.node")?.value;
}

/** What of a container differs so that it is made anew; empty where it goes on. */
export function containerReplacement({ from, to }: ResourceChange): string[] {
  if (!from || !to) return [];
  const isReplacing = (name: string) => !(changedInPlace as readonly string[]).includes(name);
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter(isReplacing);
  return names.filter((name) => !isDeepStrictEqual(from[name], to[name])).flatMap((name) => wordsFor(name, from, to));
}

/** Labels say more than that they differ. */
function wordsFor(name: string, from: Inputs, to: Inputs): string[] {
  if (name !== "labels") return [name];
  const [old, now] = [from, to].map(labelsOf) as [Map<string, string>, Map<string, string>];
  const differing = [...new Set([...old.keys(), ...now.keys()])].filter((label) => old.get(label) !== now.get(label));
  return differing.map((label) => label.replace(/^redis-cache\./, "").replace("-", " "));
}

function labelsOf({ labels = [] }: Inputs): Map<string, string> {
  return new Map((labels as { label: string; value: string }[]).map(({ label, value }) => [label, value]));
}

/** Texts by name of a folder that containers of an instance mount, such as `redis`. */
export function mountedTexts(type: string, inputs: Inputs, instance: string, what: string): Inputs | undefined {
  if (type !== folderType) return undefined;
  return String(inputs.directory).endsWith(`/${instance}/${what}`) ? (inputs.files as Inputs) : undefined;
}
