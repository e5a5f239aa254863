import { Command, Option } from "commander";
import { formatDuration } from "../../configs/schema/units";
import { parseDuration } from "./units";

/** Options of the commands that are about a stack. */
export interface StackOptions {
  stack: string;
  instance?: string;
  json?: boolean;
}

export interface CommandText {
  name: string;
  description: string;
  examples: readonly string[];
}

/** A command about a stack and, where `--instance` is given, about one instance of it. */
export function stackCommand({ name, description, examples }: CommandText): Command {
  return withExamples(new Command(name).description(description), examples)
    .option("-s, --stack <name>", "the stack whose settings are in Pulumi.<name>.yaml", "local")
    .option("-i, --instance <name>", "only this instance (default: all)")
    .option("--json", "print the result as JSON");
}

/** An option that takes a duration such as `30s`; its value is in ms, and help shows the default as people write it. */
export function durationOption(flags: string, description: string, defaultMs: number): Option {
  return new Option(flags, description).argParser(parseDuration).default(defaultMs, formatDuration(defaultMs));
}

export function withExamples(command: Command, examples: readonly string[]): Command {
  const lines = examples.map((example) => `  redis-cache ${example}`);
  return command.addHelpText("after", ["", examples.length > 1 ? "Examples:" : "Example:", ...lines].join("\n"));
}

/** Prints a result per instance. */
export function printEach<T>(
  json: boolean | undefined,
  results: Record<string, T>,
  text: (instance: string, result: T) => string,
): void {
  const texts = () => Object.entries(results).map(([name, result]) => text(name, result));
  print(json, results, () => texts().join("\n"));
}

/** Prints a result: as JSON where that was asked for, else as text. */
export function print(json: boolean | undefined, result: unknown, text: () => string): void {
  process.stdout.write(`${json ? JSON.stringify(result, undefined, 2) : text()}\n`);
}

/** Asks on a terminal; true without a question where `yes` is set, in CI, and where nobody could answer. */
export async function confirmed(message: string, { yes }: { yes?: boolean }): Promise<boolean> {
  if (yes || process.env.CI === "true" || !process.stdin.isTTY || !process.stderr.isTTY) return true;
  const { default: confirm } = await import("@inquirer/confirm");
  return confirm({ message }, { output: process.stderr });
}
