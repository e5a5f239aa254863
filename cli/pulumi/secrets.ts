import { existsSync, readFileSync } from "node:fs";
import { secretsKey } from "../../configs/settings/stack";
import { stackFileOf } from "../project/stack-file";
import { settingsFile } from "../project";
import type { Workspace } from "./workspace";
import { pulumi } from "./workspace";

/** Secrets of a stack by instance; values are encrypted or plain, depending on who read them. */
export type StoredSecrets = Record<string, Record<string, unknown>>;

/** Secrets by their path under `redis-cache:secrets`, such as `cache.app`. */
export type NewSecrets = Record<string, string>;

interface ConfigValue {
  value?: string;
  objectValue?: unknown;
}

/** Which secrets there are, without decrypting them: what is in the stack file, fast. */
export async function storedNames(workspace: Workspace): Promise<StoredSecrets> {
  const { project, stack, local } = workspace;
  const file = local?.config ?? settingsFile(project, stack);
  const { config } = existsSync(file)
    ? stackFileOf(project.name, stack, file, readFileSync(file, "utf8"))
    : { config: {} };
  const secrets = ((config as Record<string, unknown>)[secretsKey] ?? {}) as StoredSecrets;
  // Somebody may have set all of them as one secret object.
  return "secure" in secrets ? readSecrets(workspace) : secrets;
}

/** The secrets in plain text. */
export async function readSecrets(workspace: Workspace): Promise<StoredSecrets> {
  const config = JSON.parse(await pulumi(workspace, ["config", "--show-secrets", "--json"])) as Record<
    string,
    ConfigValue
  >;
  const { value, objectValue } = config[secretsKey] ?? {};
  return (objectValue ?? (value ? JSON.parse(value) : {})) as StoredSecrets;
}

/**
 * Encrypts all secrets in one run of Pulumi, as `pulumi config set --secret --path` does for one. The values go by the
 * environment, from which Pulumi takes any flag: an argument list can be read by every user of the machine.
 */
export async function writeSecrets(workspace: Workspace, secrets: NewSecrets): Promise<void> {
  const assignments = Object.entries(secrets).map(([path, value]) => csvField(`${secretsKey}.${path}=${value}`));
  if (assignments.length === 0) return;
  const env = { PULUMI_OPTION_PATH: "true", PULUMI_OPTION_SECRET: assignments.join(",") };
  await pulumi(workspace, ["config", "set-all"], { env });
}

/** Removes secrets in one run of Pulumi. */
export async function removeSecrets(workspace: Workspace, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  await pulumi(workspace, ["config", "rm-all", "--path", ...paths.map((path) => `${secretsKey}.${path}`)]);
}

function csvField(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
