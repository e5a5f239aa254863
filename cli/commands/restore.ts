import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import type { InstanceSecrets, StackSettings } from "../../configs";
import { instanceContext } from "../../configs";
import { withJob } from "../backup/job";
import type { StackOptions } from "../terminal/command";
import { print, stackCommand } from "../terminal/command";
import { requirePulumi } from "../pulumi/cli";
import { UserError } from "../terminal/errors";
import type { DeployedInstance } from "../health/deployed";
import { deployedInstances } from "../health/deployed";
import { observe } from "../health/observe";
import { findProject } from "../project";
import type { Restored } from "../restore";
import { fetchBackup, restoreInto, restoreTarget } from "../restore";
import { backupUnfitness } from "../restore/fit";
import type { Manifest } from "../restore/manifest";
import { restoredText } from "../restore/text";
import { readSecrets } from "../pulumi/secrets";
import { chosenInstances, parseSettings, readStackFile } from "../project/stack-file";
import { runSteps } from "../terminal/steps";
import { deployedWorkspace } from "../pulumi/workspace";

interface RestoreOptions extends StackOptions {
  from: string;
  into?: string;
  confirm?: string;
}

/** `redis-cache restore`: the data of a backup in the place of an instance's own. */
export function restoreCommand(): Command {
  return stackCommand({
    name: "restore",
    description:
      "put a backup in the place of the data that an instance has now: a replica loads it while the instance goes " +
      "on, and then takes the master's place",
    examples: [
      "restore -s local --from latest",
      "restore -s local --from 2026-11-25T03:20 --confirm cache",
      "restore -s local -i cache --into copy",
    ],
  })
    .requiredOption(
      "--from <backup>",
      "latest, the ID of a backup, or a time: the newest one that was stored until then",
    )
    .option("--into <instance>", "another instance of the stack that takes the data (default: the one of the backup)")
    .option("--confirm <instance>", "lose what that instance holds now, without a question")
    .action(restore);
}

async function restore(options: RestoreOptions): Promise<void> {
  const project = findProject();
  const stackFile = readStackFile(project, options.stack);
  const settings = parseSettings(stackFile);
  if (settings.platform === "kubernetes") throw onlyBySettings(options);
  const source = sourceOf(settings, options);
  const [name] = chosenInstances(settings, options.into ?? source);
  const workspace = deployedWorkspace(project, stackFile, await requirePulumi());
  const [instance] = await deployedInstances(workspace, name);
  const secrets = (await readSecrets(workspace))[source] as unknown as InstanceSecrets;
  const context = instanceContext(settings, source, settings.instances[source]!);
  const { folder, nodes } = workspace.local!;
  const restored = await withJob(folder, context, secrets, async (job) => {
    let manifest: Manifest;
    await step("Backup", options, async (report) => (manifest = await fetchBackup(job, options.from, report)).id);
    await refuseUnfit(manifest!, instance!, settings);
    await confirmLoss(instance!, options);
    let restored: Restored;
    await step("Restore", options, async (report) => {
      const node = restoreTarget(await observe(instance!));
      restored = await restoreInto(instance!, { nodes, node, job, manifest: manifest! }, report);
    });
    return restored!;
  });
  print(options.json, restored, () => restoredText(name!, restored));
  if (restored.problems.length > 0) process.exitCode = 1;
}

/** In a cluster no command may put other data in the place of an instance's own. */
function onlyBySettings({ from }: RestoreOptions): UserError {
  return new UserError(
    "On platform kubernetes a restore is a setting, which only an instance without data honours.",
    `Add a new instance with backup as here and restore: {from: ${from}}; docs/backups.md shows it.`,
  );
}

function step(title: string, options: StackOptions, run: Parameters<typeof runSteps>[0][number]["run"]): Promise<void> {
  return runSteps([{ title, run }], options);
}

/** The instance whose backup it is. */
function sourceOf(settings: StackSettings, { instance }: RestoreOptions): string {
  const names = chosenInstances(settings, instance).filter((name) => settings.instances[name]!.backup);
  const [name, ...others] = names;
  if (name === undefined) {
    throw new UserError("No backups: no such instance has the setting backup.", "See docs/backups.md.");
  }
  if (others.length === 0) return name;
  throw new UserError(`Several instances have backups: ${names.join(", ")}.`, "Choose one with --instance NAME.");
}

async function refuseUnfit(manifest: Manifest, instance: DeployedInstance, settings: StackSettings): Promise<void> {
  const { engine, version } = settings.instances[instance.name]!.server;
  const { redis } = await observe(instance);
  const maxmemory = Math.max(0, ...redis.map((node) => node.maxmemory ?? 0));
  const reasons = backupUnfitness(manifest, { engine, version, maxmemory });
  if (reasons.length === 0) return;
  throw new UserError(`Backup ${manifest.id} cannot be restored into ${instance.name}: ${reasons.join("; ")}`);
}

/** What the instance holds is lost; where that is something its name has to be typed. */
async function confirmLoss(instance: DeployedInstance, { confirm }: RestoreOptions): Promise<void> {
  const { name } = instance;
  const typed = confirm ?? (await typedName(name));
  if (typed === name) return;
  throw new UserError(`Not restored: ${typed === "" ? "nothing" : typed} is not ${name}.`);
}

async function typedName(name: string): Promise<string> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UserError(`Not restored: what ${name} holds now would be lost.`, `Say so with --confirm ${name}.`);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`What ${name} holds now is lost. Type its name to go on: `)).trim();
  } finally {
    terminal.close();
  }
}
