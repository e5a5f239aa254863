import type { InstanceContext, InstanceSecrets, StackSettings } from "../../configs";
import { instanceContext, objectNames } from "../../configs";
import type { StackOptions } from "../terminal/command";
import { requirePulumi } from "../pulumi/cli";
import { UserError } from "../terminal/errors";
import { withCronJob } from "./cron-job";
import type { Project } from "../project";
import { findProject } from "../project";
import { readSecrets } from "../pulumi/secrets";
import type { StackFile } from "../project/stack-file";
import { chosenInstances, parseSettings, readStackFile } from "../project/stack-file";
import type { Step } from "../terminal/steps";
import { runSteps } from "../terminal/steps";
import { deployedWorkspace } from "../pulumi/workspace";
import type { Scripts } from "./job";
import { withJob } from "./job";

/** Which of an instance's CronJobs does it on Kubernetes. */
export type Work = "backup" | "drill";

/** Runs the steps of a job for each chosen instance that has backups, and returns what each has made. */
export async function forEachWithBackups<T>(
  work: Work,
  options: StackOptions,
  steps: (scripts: Scripts, done: (made: T) => void) => Step[],
): Promise<Record<string, T>> {
  const project = findProject();
  const stackFile = readStackFile(project, options.stack);
  const settings = parseSettings(stackFile);
  const names = chosenInstances(settings, options.instance).filter((name) => settings.instances[name]!.backup);
  if (names.length === 0) {
    throw new UserError("No backups: no instance has the setting backup.", "See docs/settings.md, backup.");
  }
  const withScripts = await scriptsOf(work, { project, stackFile, settings });
  const made: Record<string, T> = {};
  for (const name of names) {
    const context = instanceContext(settings, name, settings.instances[name]!);
    await withScripts(context, (scripts) =>
      runSteps(
        steps(scripts, (result) => void (made[name] = result)),
        options,
      ),
    );
  }
  return made;
}

type WithScripts = (context: InstanceContext, use: (scripts: Scripts) => Promise<void>) => Promise<void>;

interface Stack {
  project: Project;
  stackFile: StackFile;
  settings: StackSettings;
}

/** Where the scripts of a stack's jobs run: on this machine, or in a pod. */
async function scriptsOf(work: Work, { project, stackFile, settings }: Stack): Promise<WithScripts> {
  if (settings.platform === "kubernetes") {
    return (context, use) => withCronJob(settings, objectNames(context)[work], use);
  }
  const workspace = deployedWorkspace(project, stackFile, await requirePulumi());
  const secrets = await readSecrets(workspace);
  const { folder } = workspace.local!;
  return (context, use) => withJob(folder, context, secrets[context.name] as unknown as InstanceSecrets, use);
}
