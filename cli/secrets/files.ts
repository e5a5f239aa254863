import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hostFolders } from "../../components/docker";
import type { InstanceContext, TlsSecrets } from "../../configs";
import { certificateNames, instanceContext, passwordsOf, type StackSettings, usesCertificates } from "../../configs";
import { proxyPasswords } from "../../configs/secrets/node-files";
import { UserError } from "../terminal/errors";
import type { SecretsMade } from ".";
import { loadCertificates } from ".";
import { randomPassword } from "./passwords";

/**
 * Makes what passwords and certificates the containers of a stack lack, as files below a folder; what exists is never
 * changed, except a certificate that lacks a name.
 */
export async function makeSecretFiles(
  settings: StackSettings,
  names: readonly string[],
  folder: string,
): Promise<SecretsMade[]> {
  if (settings.platform !== "docker") throw otherPlatform(settings);
  closeFolder(join(folder, "secrets"));
  const made: SecretsMade[] = [];
  for (const name of names) {
    const context = instanceContext(settings, name, settings.instances[name]!);
    made.push({
      instance: name,
      made: [...makePasswords(context, folder), ...(await makeCertificates(context, folder))],
    });
  }
  return made;
}

function otherPlatform({ platform }: StackSettings): UserError {
  return new UserError(
    `secrets files: redis-cache:platform is ${platform}.`,
    "It is for stacks of platform docker; `redis-cache secrets init` is for the others.",
  );
}

/** Containers read what is mounted as another user; on the host nobody but the owner gets that far. */
function closeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
}

function makePasswords(context: InstanceContext, root: string): string[] {
  const folders = hostFolders(context);
  const nodes = join(root, folders.secrets.folder);
  const missing = passwordsOf(context.settings).filter((name) => !existsSync(join(nodes, name)));
  for (const name of missing) writeSecret(join(nodes, name), randomPassword());
  if (context.nodes.proxy) {
    for (const name of proxyPasswords(context.settings).needed) {
      writeSecret(join(root, folders.proxySecrets.folder, name), readFileSync(join(nodes, name), "utf8"));
    }
  }
  return missing;
}

async function makeCertificates(context: InstanceContext, root: string): Promise<string[]> {
  if (!usesCertificates(context.settings)) return [];
  const files = certificatePaths(context, root);
  const there = Object.entries(files).filter(([, file]) => existsSync(file));
  const existing = Object.fromEntries(there.map(([name, file]) => [name, readFileSync(file, "utf8")] as const));
  const made = await loadCertificates().missingCertificates(certificateNames(context), existing);
  for (const [name, pem] of Object.entries(made)) writeSecret(files[name as keyof TlsSecrets], pem);
  return Object.keys(made).map((name) => `tls.${name}`);
}

/** The authority's own key is mounted nowhere. */
function certificatePaths(context: InstanceContext, root: string): Record<keyof TlsSecrets, string> {
  const mounted = join(root, hostFolders(context).tls.folder);
  return {
    ca: join(mounted, "ca.crt"),
    cert: join(mounted, "tls.crt"),
    key: join(mounted, "tls.key"),
    caKey: join(root, "secrets", context.name, "authority", "ca.key"),
  };
}

function writeSecret(file: string, text: string): void {
  mkdirSync(join(file, ".."), { recursive: true, mode: 0o755 });
  writeFileSync(`${file}.new`, text);
  // Whatever the caller's umask takes.
  chmodSync(`${file}.new`, 0o644);
  renameSync(`${file}.new`, file);
}
