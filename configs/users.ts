import type { Instance } from "./settings/instance";

/** The ACL users of every instance; each has the same password on Redis and on the Sentinels. */
export const userNames = ["app", "replication", "sentinel", "exporter", "proxy", "ops"] as const;

/**
 * The names that user `app` goes by, with the same rights: one is in use (`secrets.appUser`); the other one has a password only
 * while applications change over to it.
 */
export const appUserNames = ["app", "app-b"] as const;

/** Users that only some instances have. */
export const optionalUserNames = ["backup"] as const;

type EveryUser = (typeof userNames)[number];
type OptionalUser = (typeof optionalUserNames)[number];
export type UserName = EveryUser | OptionalUser;
export type AppUserName = (typeof appUserNames)[number];
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

/** Certificates and keys in PEM that `redis-cache secrets init` makes for `tls.source: selfMade`. */
export interface TlsSecrets {
  ca: string;
  caKey: string;
  cert: string;
  key: string;
}

/** Credentials for the bucket of the backups, named as AWS names them. */
export interface BucketSecrets {
  accessKeyId: string;
  secretAccessKey: string;
}

/** How far the change of a user's password is: another one is accepted too, or all use the new one. */
type Rotating = "offered" | "used";

/**
 * What `redis-cache:secrets` holds for one instance: a password per user, and what its settings need beside; `external` is the
 * password of `bootstrap.replicaOf`. While a password is rotated, `other` holds the one that counts beside it.
 */
export type InstanceSecrets = Record<EveryUser, string> &
  Partial<Record<OptionalUser | AppUserName | "external", string>> & {
    tls?: TlsSecrets;
    bucket?: BucketSecrets;
    other?: Partial<Record<UserName, string>>;
    rotating?: Partial<Record<UserName, Rotating | AppUserName>>;
  };

/** What `redis-cache:secrets` holds, by the instance's name. */
export type StackSecrets = Record<string, InstanceSecrets>;
