import type { Command } from "commander";
import type { InstanceSecrets } from "../../configs";
import { instanceContext } from "../../configs";
import type { Backup } from "../backup";
import { backupSteps, backupText } from "../backup";
import { withJob } from "../backup/job";
import type { StackOptions } from "../command";
import { print, stackCommand } from "../command";
import { requireEngine } from "../engine";
import { UserError } from "../errors";
import { findProject } from "../project";
import { readSecrets } from "../secrets/store";
import { chosenInstances, parseSettings, readStackFile } from "../settings";
import { runSteps } from "../steps";
import { deployedWorkspace } from "../workspace";

/** `redis-cache backup`: a backup now. */
export function backupCommand(): Command {
  return stackCommand({
    name: "backup",
    description:
      "take a backup now: a copy from a replica in step, checked by the engine's own checker, uploaded, read back and " +
      "verified; then remove those that are no longer to be kept",
    examples: ["backup -s local", "backup -s local -i cache --json"],
  }).action(backup);
}

async function backup(options: StackOptions): Promise<void> {
  const project = findProject();
  const stackFile = readStackFile(project, options.stack);
  const settings = parseSettings(stackFile);
  const names = chosenInstances(settings, options.instance).filter((name) => settings.instances[name]!.backup);
  if (names.length === 0) {
    throw new UserError("No backups: no instance has the setting backup.", "See docs/settings.md, backup.");
  }
  const workspace = deployedWorkspace(project, stackFile, await requireEngine());
  const secrets = await readSecrets(workspace);
  const taken: Record<string, Backup> = {};
  for (const name of names) {
    const context = instanceContext(settings, name, settings.instances[name]!);
    const known = secrets[name] as unknown as InstanceSecrets;
    await withJob(workspace.local!.folder, context, known, (job) =>
      runSteps(
        backupSteps(job, (made) => (taken[name] = made)),
        options,
      ),
    );
  }
  print(options.json, taken, () =>
    Object.entries(taken)
      .map(([name, made]) => backupText(name, made))
      .join("\n"),
  );
}
