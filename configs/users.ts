import type { Instance } from "./settings/instance";

/** The ACL users of every instance; each has the same password on Redis and on the Sentinels. */
export const userNames = ["app", "replication", "sentinel", "exporter", "proxy", "ops"] as const;

/** Users that only some instances have. */
export const optionalUserNames = ["backup"] as const;

type EveryUser = (typeof userNames)[number];
type OptionalUser = (typeof optionalUserNames)[number];
export type UserName = EveryUser | OptionalUser;

/** The users of an instance with these settings. */
export function usersOf({ backup }: Pick<Instance, "backup">): UserName[] {
  return backup === undefined ? [...userNames] : [...userNames, "backup"];
}

/** The names of all passwords that the nodes of an instance with these settings have. */
export function passwordsOf(settings: Pick<Instance, "backup" | "bootstrap">): (UserName | "external")[] {
  return [...usersOf(settings), ...(settings.bootstrap?.replicaOf.secret ? (["external"] as const) : [])];
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

/**
 * What `redis-cache:secrets` holds for one instance: a password per user, and what its settings need beside; `external` is the
 * password of `bootstrap.replicaOf`.
 */
export type InstanceSecrets = Record<EveryUser, string> &
  Partial<Record<OptionalUser | "external", string>> & { tls?: TlsSecrets; bucket?: BucketSecrets };

/** What `redis-cache:secrets` holds, by the instance's name. */
export type StackSecrets = Record<string, InstanceSecrets>;
