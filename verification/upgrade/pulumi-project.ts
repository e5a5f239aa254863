import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { copyProject } from "../../benchmarks/project-copy";
import { output } from "../../cli/process";
import { pulumiEnvironment } from "../../tests/support/scratch-project";

export const stacks = ["dev", "prod"] as const;
export type StackName = (typeof stacks)[number];

const repository = join(__dirname, "../..");

/** A copy of this project with an empty backend, in which the real Pulumi CLI deploys a stack without a cluster. */
export interface PulumiProject {
  /** The settings and secrets of the stack. */
  settingsFile: string;
  pulumi(...args: string[]): Promise<string>;
  /** Runs `redis-cache`. */
  tool(...args: string[]): Promise<string>;
  remove(): void;
}

/** The project with a stack that has never been deployed; its settings are this project's, or the text. */
export async function pulumiProject(stack: StackName, settings?: string): Promise<PulumiProject> {
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-upgrade-"));
  await copyProject(repository, folder);
  const options = { cwd: folder, env: await pulumiEnvironment(folder) };
  const settingsFile = join(folder, `Pulumi.${stack}.yaml`);
  const project = parseDocument(readFileSync(join(folder, "Pulumi.yaml"), "utf8"));
  project.addIn(["plugins", "providers"], { name: "kubernetes", path: "./verification/upgrade/provider" });
  writeFileSync(join(folder, "Pulumi.yaml"), project.toString());
  if (settings !== undefined) writeFileSync(settingsFile, settings);
  const pulumi = (...args: string[]) => output("pulumi", [...args, "--stack", stack, "--non-interactive"], options);
  await pulumi("stack", "init");
  return {
    settingsFile,
    pulumi,
    tool: (...args) => output(process.execPath, [join(folder, "bin", "redis-cache.js"), ...args, "-s", stack], options),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
