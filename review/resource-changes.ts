import { isDeepStrictEqual } from "node:util";
import type { StackResource } from "./state";

/** A resource of which something differs. Without `from` it is created, without `to` deleted. */
export interface ResourceChange {
  type: string;
  name: string;
  from?: StackResource["inputs"];
  to?: StackResource["inputs"];
}

/** What differs between two programs' resources, in the order of the second; what is deleted comes last. */
export function resourceChanges(base: readonly StackResource[], head: readonly StackResource[]): ResourceChange[] {
  const [before, after] = [byKey(base), byKey(head)];
  const keys = [...new Set([...after.keys(), ...before.keys()])];
  return keys.flatMap((key) => {
    const [from, to] = [before.get(key), after.get(key)];
    if (isDeepStrictEqual(from?.inputs, to?.inputs)) return [];
    const { type, name } = (to ?? from)!;
    return [{ type, name, from: from?.inputs, to: to?.inputs }];
  });
}

function byKey(resources: readonly StackResource[]): Map<string, StackResource> {
  return new Map(resources.map((resource) => [`${resource.type} ${resource.name}`, resource]));
}
