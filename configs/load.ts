import * as pulumi from "@pulumi/pulumi";
import { type Finding, SettingsError } from "./schema/errors";
import type { ParseOptions } from "./parse";
import { parseStack } from "./parse";
import { checkSecrets } from "./secrets/check";
import { secretsKey, type StackSettings } from "./settings/stack";
import { plainSecretsFinding } from "./secrets/plain";
import type { StackSecrets } from "./secrets/types";
import { writtenSettings, type WrittenSettings } from "./written";

/** A stack as its program reads it. */
export interface LoadedStack {
  settings: StackSettings;
  /** Passwords and certificates, checked when they are known; secret. */
  secrets: pulumi.Output<StackSecrets>;
}

/**
 * Reads and checks the configuration of the stack; all findings come as one error, which Pulumi shows without a stack.
 */
export function loadStack(config: pulumi.Config, options: ParseOptions = {}): LoadedStack {
  const { settings: written, findings } = readSettings();
  const settings = shown(() => parseStack(written, { ...options, findings }));
  const secrets = config.getSecretObject<StackSecrets>("secrets") ?? pulumi.secret({});
  return { settings, secrets: secrets.apply((known) => shown(() => checked(settings, known))) };
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

function checked(settings: StackSettings, secrets: StackSecrets): StackSecrets {
  const findings = checkSecrets(settings, secrets);
  if (findings.length > 0) throw new SettingsError(findings);
  return secrets;
}

function shown<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof SettingsError ? new pulumi.RunError(error.message) : error;
  }
}
