import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { SettingsError } from "./schema/errors";
import type { ParseOptions } from "./parse";
import { parseStack } from "./parse";
import { checkSecrets } from "./secrets/check";
import { type StackSettings, stackSchema } from "./settings/stack";
import { bare, schemaAt } from "./schema/walk";
import type { StackSecrets } from "./secrets/types";

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
  if (name === "instances") return config.getObject("instances");
  const text = config.get(name);
  // Configuration is text, whatever its file says.
  return isSwitch(name) && (text === "true" || text === "false") ? text === "true" : text;
}

function isSwitch(name: string): boolean {
  const schema = schemaAt(stackSchema, [name]);
  return schema !== undefined && bare(schema) instanceof z.ZodBoolean;
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
