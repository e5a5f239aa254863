import type { Instance } from "../settings/instance";
import type { AppUserName } from "../settings/secrets";
import { appUserNames } from "../settings/secrets";

/** The ACL users of every instance; each has the same password on Redis and on the Sentinels. */
export const userNames = ["app", "replication", "sentinel", "exporter", "proxy", "ops"] as const;

/** Users that only some instances have. */
export const optionalUserNames = ["backup"] as const;

export type EveryUser = (typeof userNames)[number];
export type OptionalUser = (typeof optionalUserNames)[number];
export type UserName = EveryUser | OptionalUser;
/** Whatever has a password in ACL files. */
export type LoginName = UserName | AppUserName;

/** The users of an instance with these settings. */
export function usersOf({ backup }: Pick<Instance, "backup">): UserName[] {
  return backup === undefined ? [...userNames] : [...userNames, "backup"];
}

/** The same by the names with which they log in, without the one that applications do not use. */
export function loginsOf(settings: Pick<Instance, "backup" | "secrets">): LoginName[] {
  return usersOf(settings).map((user) => (user === "app" ? settings.secrets.appUser : user));
}

/** The name of user `app` that is not in use. */
export function otherAppUser({ appUser }: Pick<Instance["secrets"], "appUser">): AppUserName {
  return appUserNames.find((name) => name !== appUser)!;
}

/** The names of all passwords that the nodes of an instance with these settings must have. */
export function passwordsOf(settings: Pick<Instance, "backup" | "bootstrap" | "secrets">): (LoginName | "external")[] {
  return [...loginsOf(settings), ...(settings.bootstrap?.replicaOf.secret ? (["external"] as const) : [])];
}
