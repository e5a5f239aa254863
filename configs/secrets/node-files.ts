import type { InstanceContext } from "../instance/context";
import { usesCertificates } from "../instance/proxy-tls";
import type { Finding } from "../schema/errors";
import type { Instance } from "../settings/instance";
import { shardFiles } from "./shared";
import type { InstanceSecrets } from "./types";
import { readsCommands } from "../settings/proxy";
import { applicationUsers, loginOf, otherLoginOf, passwordIn, passwordPath, passwordsOf } from "./users";

/** What nodes need of these secrets and do not find there. */
export function missingSecrets({ name, settings }: InstanceContext, secrets: Partial<InstanceSecrets>): Finding[] {
  const { backup, secrets: passwords, tls } = settings;
  const names = passwords.source === "config" ? passwordsOf(settings) : [];
  const paths = [
    ...names.filter((one) => !passwordIn(secrets, one)).map(passwordPath),
    ...(backup?.credentials.source === "config" && !secrets.bucket ? ["bucket"] : []),
    ...(usesCertificates(settings) && tls.source === "selfMade" && !secrets.tls ? ["tls"] : []),
  ];
  const fix = "run `redis-cache secrets init`, which adds what is missing and changes nothing else";
  return paths.map((path) => ({ property: `secrets.${name}.${path}`, reason: "is missing", fix }));
}

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

/** The passwords that a proxy needs. */
export function proxyPasswordFiles(settings: Instance, secrets: Partial<InstanceSecrets>): Record<string, string> {
  const { needed, optional } = proxyPasswords(settings);
  const missing = needed.filter((name) => !passwordIn(secrets, name));
  if (missing.length > 0) {
    throw new Error(`secrets lack the password of ${missing.join(", ")}. Fix: run "redis-cache secrets init"`);
  }
  const present = [...needed, ...optional].filter((name) => passwordIn(secrets, name) !== undefined);
  return { ...Object.fromEntries(present.map((name) => [name, passwordIn(secrets, name)!])), ...shardFiles(secrets) };
}

/** Their names: its own; and those of clients where it reads commands, of which the second one is there for a while. */
export function proxyPasswords(settings: Instance): { needed: string[]; optional: string[] } {
  if (!readsCommands(settings.proxy)) return { needed: ["proxy"], optional: [] };
  return { needed: ["proxy", loginOf(settings, "app")], optional: [otherLoginOf(settings, "app")] };
}

/** The password of the exporter. */
export function exporterPasswordFiles(_: Instance, secrets: Partial<InstanceSecrets>): Record<string, string> {
  const password = passwordIn(secrets, "exporter");
  if (password === undefined)
    throw new Error('secrets lack the password of exporter. Fix: run "redis-cache secrets init"');
  return { exporter: password };
}

/** Credentials for the bucket of the backups. */
export function bucketFiles({ bucket }: Partial<InstanceSecrets>): Record<string, string> {
  if (!bucket) throw new Error('secrets lack the keys of the bucket. Fix: run "redis-cache secrets init"');
  return { accessKeyId: bucket.accessKeyId, secretAccessKey: bucket.secretAccessKey };
}

/** The authority's own key stays out of every node. */
export function certificateFiles(settings: Instance, secrets: Partial<InstanceSecrets>): Record<string, string> {
  if (!usesCertificates(settings)) return {};
  if (!secrets.tls) throw new Error('secrets lack the certificates. Fix: run "redis-cache secrets init"');
  return { "ca.crt": secrets.tls.ca, "tls.crt": secrets.tls.cert, "tls.key": secrets.tls.key };
}
