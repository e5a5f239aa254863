import { Command } from "commander";
import { print, stackCommand, StackOptions } from "../command";
import { requireEngine } from "../engine";
import { findProject } from "../project";
import { readStackFile } from "../settings";
import { openWorkspace } from "../workspace";

/** `redis-cache env`: for those who run `pulumi` themselves. */
export function envCommand(): Command {
  return stackCommand({
    name: "env",
    description: "print the exports with which plain pulumi works on the stack as the other commands do",
    examples: ["env -s local"],
  })
    .addHelpText("after", '\nIn a shell:\n  eval "$(npx redis-cache env -s local)" && pulumi preview -s local')
    .action(showEnvironment);
}

async function showEnvironment({ stack, json }: StackOptions): Promise<void> {
  const project = findProject();
  const { variables, local } = await openWorkspace(project, readStackFile(project, stack), await requireEngine());
  const unset = local ? ["PULUMI_CONFIG_PASSPHRASE"] : [];
  print(json, { set: variables, unset }, () => exportLines(variables, unset).join("\n"));
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
