import { Command } from "commander";
import { pathWith } from "../install/cache-folder";
import { requirePulumi } from "../pulumi/cli";
import { stackOf } from "../pulumi/stack-argument";
import { openWorkspace } from "../pulumi/workspace";
import { withCopy } from "../pulumi/workspace/config-copy";
import { show } from "../process";
import { findProject, settingsFile } from "../project";
import { projectRoot } from "../project/folders";
import { isOnThisMachine, readStackFile, type StackFile } from "../project/stack-file";
import { withExamples } from "../terminal/command";
import { existsSync } from "node:fs";

/** `redis-cache pulumi`: what `pulumi` is in the shell that `redis-cache env` prepares. */
export function pulumiCommand(): Command {
  const command = new Command("pulumi").description(
    "run pulumi: on a stack of this machine with its own state and settings, on others as it is",
  );
  return withExamples(command, ["pulumi preview -s local", "pulumi config -s local"])
    .argument("[arguments...]")
    .allowUnknownOption()
    .helpOption(false)
    .action(runPulumi);
}

async function runPulumi(args: string[]): Promise<void> {
  const cli = await requirePulumi();
  const stackFile = localStackFile(stackOf(args, process.env.PULUMI_STACK));
  const run = (env: NodeJS.ProcessEnv) => show("pulumi", args, { env, stdio: "inherit", foreground: true });
  if (!stackFile) {
    process.exitCode = await run({ ...process.env, PATH: pathWith(cli.bin) });
    return;
  }
  const { env, local } = await openWorkspace(findProject(), stackFile, cli);
  process.exitCode = await withCopy(stackFile, local!.config, () => run(env));
}

/** The settings of the stack where it is this machine's, in the project of this folder. */
function localStackFile(stack: string | undefined): StackFile | undefined {
  if (stack === undefined || !projectRoot(process.cwd())) return undefined;
  const project = findProject();
  if (!existsSync(settingsFile(project, stack))) return undefined;
  const stackFile = readStackFile(project, stack);
  return isOnThisMachine(stackFile) ? stackFile : undefined;
}
