import type { Finding } from "../schema/errors";
import type { StackSettings } from "../settings/stack";
import type { StackRule } from "./rule";

const ownSuffix =
  /^(master|replica|sentinel|redis|nodes|reads|scripts|users|tls|connection|metrics|alerts|backup|drill|proxy)(-|$)/;

/** Objects of `cache` are called `cache-replica` and so on: an instance must not be. */
export const namesApart: StackRule = { reads: [], check: takenNames };

function takenNames({ instances }: StackSettings): Finding[] {
  const names = Object.keys(instances);
  return names.flatMap((name) => {
    const other = names.find(
      (shorter) => name.startsWith(`${shorter}-`) && ownSuffix.test(name.slice(shorter.length + 1)),
    );
    return other === undefined ? [] : [nameTaken(name, other)];
  });
}

function nameTaken(name: string, other: string): Finding {
  return {
    property: `instances.${name}`,
    value: name,
    reason: `objects and nodes of instance ${other} have names like this`,
    fix: `choose a name that does not begin with ${other}-`,
  };
}
