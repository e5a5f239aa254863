import { randomInt } from "node:crypto";
import type { Instance } from "../../configs";
import { loginsOf, passwordPath, type UserName, userNames } from "../../configs";
import type { NewSecrets } from "../pulumi/secrets";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

// 32 of 62 characters are 190 bits; letters and digits need no quoting in ACL files, URLs or shells.
const passwordLength = 32;

export function randomPassword(): string {
  return Array.from({ length: passwordLength }, () => alphabet[randomInt(alphabet.length)]).join("");
}

/** A password for each user that every instance has. */
export function newPasswords(): Record<UserName, string> {
  return Object.fromEntries(userNames.map((user) => [user, randomPassword()])) as Record<UserName, string>;
}

/** A password for each user of the instance that has none. */
export function missingPasswords(
  instance: string,
  settings: Instance,
  existing: Record<string, unknown> | undefined,
): NewSecrets {
  const users = (existing?.users ?? {}) as Record<string, unknown>;
  const stored = new Set([...Object.keys(existing ?? {}), ...Object.keys(users).map((user) => `users.${user}`)]);
  const missing = loginsOf(settings)
    .map(passwordPath)
    .filter((path) => !stored.has(path));
  return Object.fromEntries(missing.map((path) => [`${instance}.${path}`, randomPassword()]));
}

/** Paths of the secrets that nobody can make, because others have chosen them, and that are not there. */
export function ungivenSecrets(
  instance: string,
  { backup, bootstrap, secrets }: Instance,
  stored: Record<string, unknown> = {},
): string[] {
  const needed = [
    ...(secrets.source === "config" && bootstrap?.replicaOf.secret ? ["external"] : []),
    ...(backup?.credentials.source === "config" ? ["bucket"] : []),
  ];
  return needed.filter((name) => stored[name] === undefined).map((name) => `${instance}.${name}`);
}

/** Keys for the S3 server on this machine, where one runs; another store makes its own. */
export function missingBucketKeys(instance: string, { backup }: Instance, existing: unknown): NewSecrets {
  if (!backup?.server || existing !== undefined) return {};
  const path = `${instance}.bucket`;
  return { [`${path}.accessKeyId`]: randomPassword(), [`${path}.secretAccessKey`]: randomPassword() };
}
