import * as pulumi from "@pulumi/pulumi";
import { type Finding, formatFindings, SettingsError } from "./schema/errors";
import type { ParseOptions } from "./parse";
import { parseStack } from "./parse";
import { configNamespace, secretsKey, type StackSettings } from "./settings/stack";
import { plainSecretsFinding } from "./secrets/plain";
import type { StackSecrets } from "./secrets/types";
import { writtenSettings, type WrittenSettings } from "./written";

/** A stack as its program reads it. */
export interface LoadedStack {
  settings: StackSettings;
  /** Passwords and certificates; secret. */
  secrets: pulumi.Output<StackSecrets>;
}

/**
 * Reads and checks the configuration of the stack, with its secrets: all findings come as one error, which Pulumi shows
 * without a stack, before anything is made.
 */
export function loadStack(options: ParseOptions = {}): LoadedStack {
  const { settings: written, findings } = readSettings();
  const secrets = readSecrets();
  const settings = shown(() => parseStack(written, { ...options, findings, secrets }));
  return { settings, secrets: pulumi.secret(secrets as StackSecrets) };
}

/** `<project>.<stack>` of the deployment that runs: whose backups an instance's are, which no caller may forget. */
export function currentStack(): string {
  return `${pulumi.getProject()}.${pulumi.getStack()}`;
}

/** All keys of all namespaces, so that what is read by nobody is told. */
function readSettings(): WrittenSettings {
  const config = pulumi.runtime.allConfig();
  const written = writtenSettings(config);
  return { ...written, findings: [...written.findings, ...plainSecrets(config)] };
}

/** Pulumi's own types leave it out; its `Config` warns by it of secrets that are read as plain text. */
const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret: (key: string) => boolean };

/** The engine tells which keys are secret, not which parts of them. */
function plainSecrets(config: Record<string, string>): Finding[] {
  if (!(secretsKey in config) || isConfigSecret(secretsKey)) return [];
  return [plainSecretsFinding];
}

/** What is no JSON is told as no map: Pulumi's `Config` would show it. */
function readSecrets(): unknown {
  const text = pulumi.runtime.allConfig()[secretsKey];
  try {
    return (text === undefined ? undefined : JSON.parse(text)) ?? {};
  } catch {
    return text;
  }
}

function shown<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new pulumi.RunError(formatFindings(error.findings.map(withoutEncrypted)));
  }
}

/** The engine tells which keys hold encrypted values, not which parts of them: of such a key no value is shown. */
function withoutEncrypted(finding: Finding): Finding {
  const [key] = finding.property.split(".");
  return isConfigSecret(`${configNamespace}:${key}`) ? { ...finding, value: undefined } : finding;
}
