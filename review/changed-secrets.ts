import { isDeepStrictEqual } from "node:util";
import type { Action, InstanceStep } from "./steps";

/** Secrets of an instance by name, each as it is encrypted. */
type Secrets = Record<string, unknown>;

/** What nodes do with secrets that differ; the values themselves are not known here. */
export function secretSteps(from: unknown, to: unknown): InstanceStep[] {
  if (isDeepStrictEqual(from, to)) return [];
  if (isEncrypted(from) || isEncrypted(to)) {
    return [stepOf("*", "secrets that are encrypted as one differ: which of them cannot be seen here")];
  }
  const [before, after] = [groups(from), groups(to)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names
    .filter((name) => name !== "rotating" && !isDeepStrictEqual(before.get(name), after.get(name)))
    .map((name) => stepOf(name, textOf(name, before.get(name), after.get(name)), userChange(name, after.get(name))));
}

/** What becomes of the user that a password is of; undefined of what is none. */
function userChange(name: string, after: unknown): UserOfSecret | undefined {
  if (["tls", "bucket", "external", "*"].includes(name)) return undefined;
  const isGone = after === undefined && !name.startsWith("other.");
  return { user: name.replace(/^(other|users)\./, ""), command: isGone ? "DELUSER" : "SETUSER" };
}

type UserOfSecret = Pick<Action & { kind: "secret" }, "user" | "command">;

/** By name; those of a group, `other` or `users`, each by itself. */
function groups(secrets: unknown): Map<string, unknown> {
  if (!isGroup(secrets)) return new Map();
  const entries = Object.entries(secrets).flatMap(([name, value]) =>
    (name === "other" || name === "users") && isGroup(value)
      ? Object.entries(value).map(([user, password]) => [`${name}.${user}`, password] as const)
      : [[name, value] as const],
  );
  return new Map(entries);
}

export function isGroup(value: unknown): value is Secrets {
  return typeof value === "object" && value !== null && !isEncrypted(value);
}

export function isEncrypted(value: unknown): boolean {
  return typeof value === "object" && value !== null && "secure" in value;
}

function textOf(name: string, before: unknown, after: unknown): string {
  switch (name) {
    case "tls":
      return tlsText(before, after);
    case "bucket":
    case "external":
      return `what needs secret ${name} uses the new one from its next restart on`;
  }
  const user = name.replace(/^(other|users)\./, "");
  const isSecond = name.startsWith("other.");
  const which = isSecond ? "a second password" : "its password";
  if (before === undefined) return `user ${user} gets ${which}, by ACL SETUSER on every node`;
  if (after !== undefined) {
    return `user ${user}: ${which} changes, by ACL SETUSER on every node, and logins by the old one are refused`;
  }
  return isSecond
    ? `user ${user} loses ${which}`
    : `user ${user} is removed, by ACL DELUSER on every node: its connections are closed`;
}

function tlsText(before: unknown, after: unknown): string {
  const ca = (tls: unknown) => (isGroup(tls) ? tls.ca : undefined);
  return isDeepStrictEqual(ca(before), ca(after))
    ? "the changed certificate is reloaded: by CONFIG SET on Redis, by a rolling restart of the Sentinels"
    : "another certificate authority takes effect on each node's restart";
}

function stepOf(name: string, text: string, change?: UserOfSecret): InstanceStep {
  const closes = change?.command === "DELUSER" ? { closes: `all of user ${change.user}` } : {};
  return { changeClass: "live", text, does: { kind: "secret", name, ...change }, ...closes };
}
