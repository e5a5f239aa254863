import type { Command } from "commander";
import { clientVariables } from "../connect/client-variables";
import type { StackOptions } from "../terminal/command";
import { print, stackCommand } from "../terminal/command";
import { requirePulumi } from "../pulumi/cli";
import { deployedInstances } from "../health/deployed";
import { findProject } from "../project";
import { readStackFile } from "../project/stack-file";
import { onlyOne } from "../deployed";
import type { Workspace } from "../pulumi/workspace";
import { openWorkspace } from "../pulumi/workspace";

interface EnvOptions extends StackOptions {
  client?: boolean;
}

/** `redis-cache env`: for those who run `pulumi` themselves. */
export function envCommand(): Command {
  return stackCommand({
    name: "env",
    description: "print the exports with which plain pulumi works on the stack as the other commands do",
    examples: ["env -s local"],
  })
    .option("--client", "print instead what applications need to connect, the password among it")
    .addHelpText("after", '\nIn a shell:\n  eval "$(npx redis-cache env -s local)" && pulumi preview -s local')
    .action(showEnvironment);
}

async function showEnvironment({ stack, instance, json, client }: EnvOptions): Promise<void> {
  const project = findProject();
  const workspace = await openWorkspace(project, readStackFile(project, stack), await requirePulumi());
  const variables = client ? await variablesOfClient(workspace, instance) : workspace.variables;
  const unset = workspace.local && !client ? ["PULUMI_CONFIG_PASSPHRASE"] : [];
  print(json, { set: variables, unset }, () => exportLines(variables, unset).join("\n"));
}

async function variablesOfClient(workspace: Workspace, instance?: string): Promise<Record<string, string>> {
  return clientVariables(onlyOne(await deployedInstances(workspace, instance)), workspace);
}

export function exportLines(variables: Record<string, string>, unset: readonly string[]): string[] {
  return [
    ...unset.map((name) => `unset ${name}`),
    ...Object.entries(variables)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, value]) => `export ${name}=${shellQuote(value)}`),
  ];
}

export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
