import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { type Project, shortName } from "../../project";
import { output } from "../../process";
import { withCleanup } from "../../process/signals";
import type { LocalFiles } from "./files";

/**
 * Creates the stack in the file backend. Pulumi writes the new salt into the settings file beside Pulumi.yaml, whatever
 * file it is told to use, so it runs in a folder of its own with a copy, and no tracked file changes.
 */
export async function initStack(
  project: Project,
  stack: string,
  files: LocalFiles,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  if (existsSync(files.checkpoint)) return;
  const folder = mkdtempSync(join(files.folder, "init-"));
  const settings = join(folder, `Pulumi.${shortName(stack)}.yaml`);
  await withCleanup(
    () => rmSync(folder, { recursive: true, force: true }),
    async () => {
      writeFileSync(join(folder, "Pulumi.yaml"), stringify({ name: project.name, runtime: "nodejs" }));
      copyFileSync(files.config, settings);
      const { PULUMI_OPTION_CONFIG_FILE: _, ...own } = env;
      await output("pulumi", ["stack", "init", stack, "--no-select", "--non-interactive"], { cwd: folder, env: own });
      copyFileSync(settings, files.config);
    },
  );
}
