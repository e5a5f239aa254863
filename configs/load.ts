import * as pulumi from "@pulumi/pulumi";
import { SettingsError } from "./errors";
import type { ParseOptions } from "./parse";
import { parseStack } from "./parse";
import { checkPasswords } from "./secrets";
import type { StackSettings } from "./settings/stack";
import type { StackSecrets } from "./users";

/** A stack as its program reads it. */
export interface LoadedStack {
  settings: StackSettings;
  /** Passwords and certificates, checked when they are known; secret. */
  secrets: pulumi.Output<StackSecrets>;
}

/** Reads and checks the configuration of the stack; all findings come as one error, which Pulumi shows without a stack. */
export function loadStack(config: pulumi.Config, options: ParseOptions = {}): LoadedStack {
  const settings = shown(() => parseStack(readSettings(config), options));
  const secrets = config.getSecretObject<StackSecrets>("secrets") ?? pulumi.secret({});
  return { settings, secrets: secrets.apply((known) => shown(() => checked(settings, known))) };
}

/** All keys of the program's namespace but the secrets, so that an unknown one is refused. */
function readSettings(config: pulumi.Config): Record<string, unknown> {
  const prefix = `${config.name}:`;
  const names = Object.keys(pulumi.runtime.allConfig())
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .filter((name) => name !== "secrets");
  return Object.fromEntries(names.map((name) => [name, readValue(config, name)]));
}

function readValue(config: pulumi.Config, name: string): unknown {
  return name === "instances" ? config.getObject("instances") : config.get(name);
}

function checked(settings: StackSettings, secrets: StackSecrets): StackSecrets {
  const findings = checkPasswords(settings, secrets);
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
