import type { RotationChange } from "../../cli/secrets/rotation";
import type { InstanceSecrets } from "../../configs";

type Group = Record<string, unknown>;

/** What the stack's configuration holds after a step of a rotation. */
export function secretsAfter<T extends Partial<InstanceSecrets>>(
  secrets: T,
  { write = {}, remove = [] }: RotationChange,
): T {
  const next = structuredClone(secrets) as Group;
  for (const [path, value] of Object.entries(write)) {
    const [group, name] = placeOf(next, path);
    group[name] = value;
  }
  for (const path of remove) {
    const [group, name] = placeOf(next, path);
    delete group[name];
  }
  return next as T;
}

/** Paths have one dot at most. */
function placeOf(secrets: Group, path: string): [Group, string] {
  const [first = "", second] = path.split(".");
  return second === undefined ? [secrets, first] : [(secrets[first] ??= {}) as Group, second];
}
