import type { AppUserName } from "../settings/secrets";
import type { SharedSecrets } from "./shared";
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

/**
 * What `redis-cache:secrets` holds for one instance: a password per user, those of setting `users` under `users`, and
 * what its settings need beside; `external` is the password of `bootstrap.replicaOf`. While a password is rotated,
 * `other` holds the one that counts beside it, and `rotating` how far that is: `offered` or `used`, or to which name
 * applications change over.
 */
export type InstanceSecrets = Record<EveryUser, string> &
  Partial<Record<OptionalUser | AppUserName | "external", string>> & {
    tls?: TlsSecrets;
    bucket?: BucketSecrets;
    users?: Partial<Record<string, string>>;
    other?: Partial<Record<UserName, string>>;
    rotating?: Partial<Record<string, string>>;
    /** What {@link withShared} adds; it is in no file. */
    shared?: SharedSecrets;
  };

/** What `redis-cache:secrets` holds, by the instance's name. */
export type StackSecrets = Record<string, InstanceSecrets>;
