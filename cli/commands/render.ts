import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Command } from "commander";
import type { StackOptions } from "../terminal/command";
import { print, stackCommand } from "../terminal/command";
import { findProject } from "../project";
import { printWarnings } from "../terminal/warnings";
import type { RenderedFiles } from "../render/files";
import { rendered } from "../render/files";
import { chosenInstances, parseSettings, readStackFile } from "../project/stack-file";

interface RenderOptions extends StackOptions {
  out?: string;
}

/** `redis-cache render`: needs neither the Pulumi CLI nor servers, and what it writes holds no secret. */
export function renderCommand(): Command {
  return stackCommand({
    name: "render",
    description: "write the files that the stack would deploy, free of secrets",
    examples: ["render -s prod --out rendered"],
  })
    .option("--out <folder>", "write files there instead of to the standard output")
    .action(render);
}

async function render({ stack, instance, json, out }: RenderOptions): Promise<void> {
  const settings = parseSettings(readStackFile(findProject(), stack));
  printWarnings(settings);
  const { files, leftOut } = await rendered(settings, chosenInstances(settings, instance));
  if (leftOut.length > 0) process.stderr.write(`${secretsLeftOut(leftOut)}\n`);
  if (out === undefined) return print(json, files, () => withHeaders(files));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), text);
  }
  const gone = filesOf(out).filter((path) => !(path in files));
  if (gone.length > 0)
    process.stderr.write(`In ${out}, but no longer among what the stack deploys: ${gone.join(", ")}\n`);
  const paths = Object.keys(files).map((path) => join(out, path));
  print(json, paths, () => paths.join("\n"));
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
