/** The ACL users of an instance; each has the same password on Redis and on the Sentinels. */
export const userNames = ["app", "replication", "sentinel", "exporter", "proxy", "ops"] as const;

export type UserName = (typeof userNames)[number];

/** Certificates and keys in PEM that `redis-cache secrets init` makes for `tls.source: selfMade`. */
export interface TlsSecrets {
  ca: string;
  caKey: string;
  cert: string;
  key: string;
}

/** What `redis-cache:secrets` holds for one instance: a password per user. */
export type InstanceSecrets = Record<UserName, string> & { tls?: TlsSecrets };

/** What `redis-cache:secrets` holds, by the instance's name. */
export type StackSecrets = Record<string, InstanceSecrets>;
