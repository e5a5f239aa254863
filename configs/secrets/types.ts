import type { AppUserName } from "../settings/secrets";
import type { EveryUser, OptionalUser, UserName } from "./users";

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
 * What `redis-cache:secrets` holds for one instance: a password per user, and what its settings need beside; `external`
 * is the password of `bootstrap.replicaOf`. While a password is rotated, `other` holds the one that counts beside it.
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
