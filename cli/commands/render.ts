import { mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { type Command, Option } from "commander";
import type { StackSettings } from "../../configs";
import type { StackOptions } from "../terminal/command";
import { print, stackCommand } from "../terminal/command";
import { findProject } from "../project";
import { printWarnings } from "../terminal/warnings";
import type { Rendered, RenderedFiles } from "../render/files";
import { renderedCompose } from "../render/compose";
import { rendered, renderedAdapterRules, renderedAlerts } from "../render/files";
import { chosenInstances, parseSettings, readStackFile } from "../project/stack-file";

interface RenderOptions extends StackOptions {
  out?: string;
  alerts?: boolean;
  adapter?: boolean;
  format?: "compose";
}

/** `redis-cache render`: needs neither the Pulumi CLI nor servers, and what it writes holds no secret. */
export function renderCommand(): Command {
  return stackCommand({
    name: "render",
    description: "write the files that the stack would deploy, free of secrets",
    examples: [
      "render -s prod --out rendered",
      "render -s prod --alerts --out rules",
      "render -s docker --format compose --out compose",
    ],
  })
    .addOption(
      new Option("--format <format>", "for Docker: a file for Compose, and those that its containers mount")
        .choices(["compose"])
        .conflicts(["alerts", "adapter"]),
    )
    .option("--out <folder>", "write files there instead of to the standard output")
    .addOption(
      new Option("--alerts", "the alert rules for Prometheus instead, a file for each instance").conflicts("adapter"),
    )
    .option("--adapter", "the rules for prometheus-adapter instead, where replicas are scaled by metrics")
    .action(render);
}

async function render({ stack, instance, json, out, ...wanted }: RenderOptions): Promise<void> {
  const settings = parseSettings(readStackFile(findProject(), stack));
  printWarnings(settings);
  const names = chosenInstances(settings, instance);
  const { files, leftOut } = await chosen(wanted, settings, names);
  if (leftOut.length > 0) process.stderr.write(`${secretsLeftOut(leftOut)}\n`);
  if (out === undefined) return print(json, files, () => withHeaders(files));
  mkdirSync(out, { recursive: true });
  for (const [path, text] of Object.entries(files)) write(join(out, path), text);
  const gone = filesOf(out).filter((path) => !(path in files));
  if (gone.length > 0)
    process.stderr.write(`In ${out}, but no longer among what the stack deploys: ${gone.join(", ")}\n`);
  const paths = Object.keys(files).map((path) => join(out, path));
  print(json, paths, () => paths.join("\n"));
}

/** What the options ask for, and what it lacks. */
async function chosen(
  { alerts, adapter, format }: Pick<RenderOptions, "alerts" | "adapter" | "format">,
  settings: StackSettings,
  names: readonly string[],
): Promise<Rendered> {
  if (alerts) return { files: renderedAlerts(settings, names), leftOut: [] };
  if (adapter) return { files: renderedAdapterRules(settings, names), leftOut: [] };
  if (format === "compose" || settings.platform === "docker")
    return { files: renderedCompose(settings, names), leftOut: [] };
  return rendered(settings, names);
}

/** Containers have the folder mounted: their user reads the file, and sees the earlier one or this one whole. */
function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
  writeFileSync(`${file}.new`, text, { mode: 0o644 });
  renameSync(`${file}.new`, file);
}

/** Paths below a folder. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".yaml"))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

function secretsLeftOut(names: readonly string[]): string {
  return (
    `Left out, because they hold secrets of the stack's configuration: Secret ${names.join(", ")}. ` +
    "What is written is complete with secrets.source existingSecret or externalSecret, and tls.source " +
    "existingSecret or certManager."
  );
}

function withHeaders(files: RenderedFiles): string {
  return Object.entries(files)
    .map(([path, text]) => `==> ${path} <==\n${text}`)
    .join("\n");
}
