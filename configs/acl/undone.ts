import type { ServerVersion } from "../directives";
import { command } from "./facts";

/** The rule behind that takes back all that one of the rules gives, or gives back all that it takes. */
export function undoneBy(server: ServerVersion, rules: readonly string[], index: number): string | undefined {
  const [sign, name] = parts(rules[index]!);
  return rules.slice(index + 1).find((later) => {
    const [laterSign, laterName] = parts(later);
    return laterSign !== sign && holds(server, laterName, name);
  });
}

/** Whether a name stands for all that the other one stands for. */
function holds(server: ServerVersion, name: string, other: string): boolean {
  if (name === other || name === "@all" || other.startsWith(`${name}|`)) return true;
  return name === "@write" && writes(server, other);
}

/** Whether a rule gives what writes, and nothing else. */
export function givesWriting(server: ServerVersion, rule: string): boolean {
  const [sign, name] = parts(rule);
  return sign === "+" && (name === "@write" || writes(server, name));
}

function writes(server: ServerVersion, name: string): boolean {
  return command(server, name)?.writes ?? false;
}

function parts(rule: string): [sign: string, name: string] {
  return [rule.slice(0, 1), rule.slice(1).toLowerCase()];
}
