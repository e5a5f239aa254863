import { type Instance, type InstanceSecrets, userNames } from "../configs";

/** One file a user, as every platform mounts them. */
export function passwordFiles(secrets: Partial<InstanceSecrets>): Record<string, string> {
  const missing = userNames.filter((user) => !secrets[user]);
  if (missing.length === 0) return Object.fromEntries(userNames.map((user) => [user, secrets[user]!]));
  throw new Error(`secrets lack the password of ${missing.join(", ")}. Way out: run "redis-cache secrets init"`);
}

/** The authority's own key stays out of every node. */
export function certificateFiles({ tls }: Instance, secrets: Partial<InstanceSecrets>): Record<string, string> {
  if (!tls.enabled) return {};
  if (!secrets.tls) throw new Error('secrets lack the certificates. Way out: run "redis-cache secrets init"');
  return { "ca.crt": secrets.tls.ca, "tls.crt": secrets.tls.cert, "tls.key": secrets.tls.key };
}
