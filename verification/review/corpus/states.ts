import { isDeepStrictEqual } from "node:util";
import { Document } from "yaml";
import { type InstanceInput, parseStack } from "../../../configs";
import { beginning } from "./beginning";
import type { Change } from "./change";

/** The settings of the instance before the first change, and after each one. */
export function statesOf(changes: readonly Change[]): InstanceInput[] {
  const document = new Document({ cache: {} });
  return [beginning, ...changes].map((change) => {
    for (const [path, value] of Object.entries(change)) {
      const place = ["cache", ...path.split(".")];
      if (value !== undefined) document.setIn(place, document.createNode(value));
      else if (document.hasIn(place)) document.deleteIn(place);
    }
    return (document.toJS() as { cache: InstanceInput }).cache;
  });
}

/** Why settings refuse a state of stack local; undefined where they take it. */
export function refusalOf(cache: InstanceInput): string | undefined {
  try {
    parseStack({ platform: "local", instances: { cache } }, { installed: { engine: "redis", version: "7.0" } });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * So many of a list, spread over all of it. Some build on others that are left out: then the next one is taken that
 * settings accept without them, and that changes something.
 */
export function sampleOf(changes: readonly Change[], count = changes.length): Change[] {
  const chosen: Change[] = [];
  for (let i = 0; i < Math.min(count, changes.length); i++) {
    const part = changes.slice(...[i, i + 1].map((at) => Math.floor((at * changes.length) / count)));
    const next = part.find((change) => {
      const states = statesOf([...chosen, change]);
      const [before, after] = states.slice(-2);
      return !isDeepStrictEqual(before, after) && refusalOf(after!) === undefined && hasKeysOfBucket(states);
    });
    if (next) chosen.push(next);
  }
  return chosen;
}

/** Those of a bucket elsewhere nobody can make: the server of a state before has left some. */
function hasKeysOfBucket(states: readonly InstanceInput[]): boolean {
  return states.at(-1)?.backup?.bucket === undefined || states.some(({ backup }) => backup?.server !== undefined);
}
