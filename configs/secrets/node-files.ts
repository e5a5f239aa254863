import type { Instance } from "../settings/instance";
import type { InstanceSecrets } from "./types";
import { applicationUsers, otherLoginOf, passwordIn, passwordsOf } from "./users";

/** One file a password, as every platform mounts them; `USER.other` is one that counts too while it is rotated. */
export function passwordFiles(settings: Instance, secrets: Partial<InstanceSecrets>): Record<string, string> {
  const names = passwordsOf(settings);
  const missing = names.filter((name) => !passwordIn(secrets, name));
  if (missing.length > 0) {
    throw new Error(
      `secrets lack the password of ${missing.join(", ")}. Fix: run "redis-cache secrets init", which adds what is ` +
        "missing and changes nothing else",
    );
  }
  const others = applicationUsers(settings).map((user) => otherLoginOf(settings, user));
  const present = [...names, ...others].filter((name) => passwordIn(secrets, name) !== undefined);
  return {
    ...Object.fromEntries(present.map((name) => [name, passwordIn(secrets, name)!])),
    ...Object.fromEntries(Object.entries(secrets.other ?? {}).map(([user, password]) => [`${user}.other`, password])),
  };
}

/** Credentials for the bucket of the backups. */
export function bucketFiles({ bucket }: Partial<InstanceSecrets>): Record<string, string> {
  if (!bucket) throw new Error('secrets lack the keys of the bucket. Fix: run "redis-cache secrets init"');
  return { accessKeyId: bucket.accessKeyId, secretAccessKey: bucket.secretAccessKey };
}

/** The authority's own key stays out of every node. */
export function certificateFiles({ tls }: Instance, secrets: Partial<InstanceSecrets>): Record<string, string> {
  if (!tls.enabled) return {};
  if (!secrets.tls) throw new Error('secrets lack the certificates. Fix: run "redis-cache secrets init"');
  return { "ca.crt": secrets.tls.ca, "tls.crt": secrets.tls.cert, "tls.key": secrets.tls.key };
}
