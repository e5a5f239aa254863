import { certificateNames, instanceContext, usesCertificates } from "../../configs";
import type { Instance, StackSettings, TlsSecrets } from "../../configs";
import { UserError } from "../terminal/errors";
import { secretsKey } from "../../configs/settings/stack";
import { chosenInstances } from "../project/stack-file";
import type { Workspace } from "../pulumi/workspace";
import { missingBucketKeys, missingPasswords, ungivenSecrets } from "./passwords";
import type { NewSecrets, StoredSecrets } from "../pulumi/secrets";
import { readSecrets, storedNames, writeSecrets } from "../pulumi/secrets";

/** What `secrets init` did for one instance. */
export interface SecretsMade {
  instance: string;
  /** Names of the secrets that were made: users, or `tls.cert`. */
  made: string[];
  /** Where the secrets come from, if not from the stack's configuration. */
  elsewhere?: string;
}

/**
 * Makes what secrets the stack's instances lack; what exists is never changed, except a certificate that lacks a name.
 */
export async function initSecrets(
  workspace: Workspace,
  settings: StackSettings,
  instance?: string,
): Promise<SecretsMade[]> {
  const names = chosenInstances(settings, instance);
  const stored = await storedNames(workspace);
  const tls = names.some((name) => selfMade(settings.instances[name]!)) ? await readSecrets(workspace) : {};
  const missing = new Map<string, NewSecrets>();
  for (const name of names) {
    const written = settings.instances[name]!;
    const passwords = written.secrets.source === "config" ? missingPasswords(name, written, stored[name]) : {};
    const keys = missingBucketKeys(name, written, stored[name]?.bucket);
    missing.set(name, { ...passwords, ...keys, ...(await certificatesFor(name, settings, tls)) });
  }
  await writeSecrets(workspace, Object.assign({}, ...missing.values()) as NewSecrets);
  const ungiven = names.flatMap((name) =>
    ungivenSecrets(name, settings.instances[name]!, { ...stored[name], ...madeFor(name, missing.get(name)) }),
  );
  if (ungiven.length > 0) throw notGiven(workspace.stack, ungiven);
  return names.map((name) => report(name, settings.instances[name]!, missing.get(name)));
}

/** By the first word of their paths under the instance. */
function madeFor(instance: string, made: NewSecrets = {}): Record<string, unknown> {
  const names = Object.keys(made).map((path) => path.slice(instance.length + 1).split(".")[0]!);
  return Object.fromEntries(names.map((name) => [name, "made"]));
}

function notGiven(stack: string, paths: string[]): UserError {
  const listed = paths.map((path) => `${secretsKey}.${path}`).join(" and ");
  return new UserError(
    `${listed}: is missing, and nobody but you can know it.`,
    `\`redis-cache pulumi config set -s ${stack} --secret --path ${secretsKey}.${paths[0]}\` asks for it; ` +
      "for a bucket, add .accessKeyId and .secretAccessKey.",
  );
}

function selfMade(settings: Instance): boolean {
  return usesCertificates(settings) && settings.tls.source === "selfMade";
}

async function certificatesFor(name: string, settings: StackSettings, stored: StoredSecrets): Promise<NewSecrets> {
  const instance = settings.instances[name]!;
  if (!selfMade(instance)) return {};
  const { missingCertificates } = loadCertificates();
  const certified = certificateNames(instanceContext(settings, name, instance));
  const made = await missingCertificates(certified, stored[name]?.tls as Partial<TlsSecrets> | undefined);
  return Object.fromEntries(Object.entries(made).map(([file, pem]) => [`${name}.tls.${file}`, pem] as const));
}

/** Loaded on demand: few stacks need the library. `import()` would not go through tsx, which knows TypeScript. */
export function loadCertificates() {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require("./certificates") as typeof import("./certificates.js");
}

function report(instance: string, { secrets }: Instance, made: NewSecrets = {}): SecretsMade {
  const names = Object.keys(made).map((path) => path.slice(instance.length + 1));
  return { instance, made: names, ...(secrets.source !== "config" && { elsewhere: secrets.source }) };
}
