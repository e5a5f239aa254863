import type { Instance } from "../configs";
import { applicationUsers, loginOf, passwordIn, passwordPath } from "../configs";
import { isEncrypted, isGroup } from "./changed-secrets";

/** An instance with its secrets, each as it is encrypted. */
export interface WithSecrets {
  settings: Instance;
  secrets: unknown;
}

/**
 * Whether a user is on the nodes. Of the two names of one that applications log in by, the other has a password only
 * while that is rotated.
 */
export function isThere({ settings, secrets }: WithSecrets, user: string): boolean {
  const first = user.replace(/-b$/, "");
  if (!isKnown(settings, secrets) || !applicationUsers(settings).includes(first)) return true;
  return loginOf(settings, first) === user || hasPassword(secrets, user);
}

/** The secrets, with a password for each new name that applications log in by: `redis-cache up` makes those. */
export function withNewLogins(base: WithSecrets, { settings, secrets }: WithSecrets): unknown {
  if (!isKnown(settings, secrets)) return secrets;
  const known = loginsOfApplications(base.settings);
  const made = loginsOfApplications(settings).filter((login) => !known.includes(login) && !hasPassword(secrets, login));
  return made.reduce((all, login) => withMade(all, passwordPath(login)), isGroup(secrets) ? secrets : {});
}

function loginsOfApplications(settings: Instance): string[] {
  return applicationUsers(settings).map((user) => loginOf(settings, user));
}

/** Passwords from elsewhere are not, nor are those that are encrypted as one. */
function isKnown({ secrets: { source } }: Instance, secrets: unknown): boolean {
  return source === "config" && !isEncrypted(secrets);
}

function hasPassword(secrets: unknown, login: string): boolean {
  return isGroup(secrets) && passwordIn(secrets, login) !== undefined;
}

/** `users.reports` is one of a group. */
function withMade(secrets: Record<string, unknown>, path: string): Record<string, unknown> {
  const [name = "", user] = path.split(".");
  return { ...secrets, [name]: user === undefined ? "made" : { ...(secrets[name] ?? {}), [user]: "made" } };
}
