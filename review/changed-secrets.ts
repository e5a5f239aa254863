import { isDeepStrictEqual } from "node:util";
import type { InstanceStep } from "./steps";

/** Secrets of an instance by name, each as it is encrypted. */
type Secrets = Record<string, unknown>;

/** What nodes do with secrets that differ; the values themselves are not known here. */
export function secretSteps(from: unknown, to: unknown): InstanceStep[] {
  const [before, after] = [groups(from), groups(to)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names
    .filter((name) => !isDeepStrictEqual(before.get(name), after.get(name)))
    .flatMap((name) => textOf(name, before.get(name), after.get(name)).map((text) => stepOf(name, text)));
}

/** By name; those of a group, such as `other`, each by itself. */
function groups(secrets: unknown): Map<string, unknown> {
  if (!isGroup(secrets)) return new Map();
  const entries = Object.entries(secrets).flatMap(([name, value]) =>
    name === "other" && isGroup(value)
      ? Object.entries(value).map(([user, password]) => [`other.${user}`, password] as const)
      : [[name, value] as const],
  );
  return new Map(entries);
}

function isGroup(value: unknown): value is Secrets {
  return typeof value === "object" && value !== null && !("secure" in value);
}

function textOf(name: string, before: unknown, after: unknown): string[] {
  switch (name) {
    case "rotating":
      return [];
    case "tls":
      return [
        "the changed certificates are read again: by CONFIG SET on Redis, by a start of one Sentinel after the other",
      ];
    case "bucket":
    case "external":
      return [`what needs secret ${name} takes the new one at its next start`];
  }
  const user = name.replace(/^other\./, "");
  const which = user === name ? "its password" : "a second password";
  if (before === undefined) return [`user ${user} gets ${which}, by ACL SETUSER on every node`];
  if (after !== undefined) return [`user ${user}: ${which} changes, by ACL SETUSER on every node`];
  return [
    user === name
      ? `user ${user} goes, by ACL DELUSER on every node: its connections are closed`
      : `user ${user} loses ${which}`,
  ];
}

function stepOf(name: string, text: string): InstanceStep {
  return { changeClass: "live", text, does: { kind: "secret", name } };
}
