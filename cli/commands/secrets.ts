import { Command } from "commander";
import type { StackOptions } from "../command";
import { print, stackCommand } from "../command";
import { requireEngine } from "../engine";
import { findProject } from "../project";
import type { SecretsMade } from "../secrets";
import { initSecrets } from "../secrets";
import { parseSettings, readStackFile } from "../settings";
import { openWorkspace } from "../workspace";

/** `redis-cache secrets`: passwords and certificates in the stack's configuration. */
export function secretsCommand(): Command {
  const init = stackCommand({
    name: "init",
    description: "make the passwords and certificates that the stack lacks, as encrypted configuration",
    examples: ["secrets init -s dev"],
  }).action(initialise);
  return new Command("secrets").description("passwords and certificates of a stack").addCommand(init);
}

async function initialise({ stack, instance, json }: StackOptions): Promise<void> {
  const project = findProject();
  const stackFile = readStackFile(project, stack);
  const settings = parseSettings(stackFile);
  const workspace = await openWorkspace(project, stackFile, await requireEngine());
  const made = await initSecrets(workspace, settings, instance);
  print(json, made, () => made.map(secretsText).join("\n"));
}

export function secretsText({ instance, made, elsewhere }: SecretsMade): string {
  if (elsewhere) return `${instance}: nothing to make, secrets.source is ${elsewhere}`;
  return made.length > 0 ? `${instance}: made ${made.join(", ")}` : `${instance}: all secrets exist`;
}
