import type { Instance } from "../settings/instance";
import type { AppUserName } from "../settings/secrets";
import { appUserNames } from "../settings/secrets";
import type { InstanceSecrets } from "./types";
import { own } from "../directives/own";

/** The ACL users of every instance; each has the same password on Redis and on the Sentinels. */
export const userNames = ["app", "replication", "sentinel", "exporter", "proxy", "ops"] as const;

/** Users that only some instances have. */
export const optionalUserNames = ["backup"] as const;

export type EveryUser = (typeof userNames)[number];
export type OptionalUser = (typeof optionalUserNames)[number];
export type UserName = EveryUser | OptionalUser;

type Users = Pick<Instance, "backup" | "secrets" | "users">;

/** Names that no user of applications can have, with the reason. */
export const reservedNames: Readonly<Record<string, string>> = {
  default: "is the user of those who name none: nobody can log in by it",
  external: "is the name of the password for bootstrap.replicaOf",
  ...Object.fromEntries(
    [...userNames, ...optionalUserNames]
      .filter((name) => name !== "app")
      .map((name) => [name, "is a user of the toolkit's own"]),
  ),
};

/** The users of an instance with these settings that are not for applications to log in by, and `app`. */
export function usersOf({ backup }: Pick<Instance, "backup">): UserName[] {
  return backup === undefined ? [...userNames] : [...userNames, "backup"];
}

/** The users that applications log in by, `app` first. */
export function applicationUsers({ users }: Pick<Instance, "users">): string[] {
  return ["app", ...Object.keys(users).filter((name) => name !== "app")];
}

/** All users of an instance with these settings. */
export function allUsers(settings: Pick<Instance, "backup" | "users">): string[] {
  return [...new Set([...usersOf(settings), ...applicationUsers(settings)])];
}

/** The other name of a user of applications: with each new password they change over from one to the other. */
export function secondName(user: string): string {
  return `${user}-b`;
}

/** The name by which applications log in as this user. */
export function loginOf({ secrets, users }: Pick<Instance, "secrets" | "users">, user: string): string {
  return user === "app" ? secrets.appUser : (users[user]?.login ?? user);
}

/** The name of this user that is not in use. */
export function otherLoginOf(settings: Pick<Instance, "secrets" | "users">, user: string): string {
  return loginOf(settings, user) === user ? secondName(user) : user;
}

/** The names with which users log in, without those that applications do not use. */
export function loginsOf(settings: Users): string[] {
  const applications = applicationUsers(settings);
  return allUsers(settings).map((user) => (applications.includes(user) ? loginOf(settings, user) : user));
}

/** The names of all passwords that the nodes of an instance with these settings must have. */
export function passwordsOf(settings: Users & Pick<Instance, "bootstrap">): string[] {
  return [...loginsOf(settings), ...(settings.bootstrap?.replicaOf.secret ? ["external"] : [])];
}

const topNames: readonly string[] = [...userNames, ...optionalUserNames, ...appUserNames, "external"];

/** Where `redis-cache:secrets` has the password of this name, from the instance on. */
export function passwordPath(name: string): string {
  return topNames.includes(name) ? name : `users.${name}`;
}

/** The password of this name; undefined where there is none. */
export function passwordIn(secrets: Partial<InstanceSecrets>, name: string): string | undefined {
  return topNames.includes(name) ? secrets[name as UserName | AppUserName | "external"] : own(secrets.users, name);
}
