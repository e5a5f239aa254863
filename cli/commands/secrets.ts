import { Command } from "commander";
import type { StackOptions } from "../terminal/command";
import { print, stackCommand, withExamples, durationOption } from "../terminal/command";
import { requirePulumi } from "../pulumi/cli";
import type { SecretsMade } from "../secrets";
import { initSecrets } from "../secrets";
import { makeSecretFiles } from "../secrets/files";
import { newPasswords } from "../secrets/passwords";
import type { Rotated } from "../secrets/rotate";
import { refuseOthers, rotate, rotatedText } from "../secrets/rotate";
import { chosenInstances, openStack } from "../project/stack-file";
import { withDeployed } from "../deployed";
import { runSteps } from "../terminal/steps";
import { openWorkspace } from "../pulumi/workspace";

/** `redis-cache secrets`: passwords and certificates in the stack's configuration. */
export function secretsCommand(): Command {
  const init = stackCommand({
    name: "init",
    description: "generate the passwords and certificates that the stack lacks, as encrypted configuration",
    examples: ["secrets init -s dev"],
  }).action(initialise);
  const generation = withExamples(
    new Command("generate").description(
      "print new passwords for one instance as JSON, for a program that keeps them in its own configuration",
    ),
    ["secrets generate | pulumi config set --secret cache"],
  ).action(() => print(true, newPasswords(), () => ""));
  const rotation = stackCommand({
    name: "rotate",
    description:
      "change a user's password in three steps, one for each call: the new one is accepted too, it is used, the " +
      "old one is removed; each is a change of the stack's configuration to review and deploy",
    examples: ["secrets rotate -s prod --user app", "secrets rotate -s prod -i sessions --user replication"],
  })
    .requiredOption("-u, --user <name>", "whose: a user of the nodes, app, or one of setting users")
    .addOption(durationOption("--timeout <duration>", "how long to wait until the nodes have the step before", 120_000))
    .action(rotateSecret);
  const files = stackCommand({
    name: "files",
    description: "generate the passwords and certificates that containers of Compose lack, as files in their folder",
    examples: ["secrets files -s docker --out compose"],
  })
    .requiredOption("--out <folder>", "where `render --format compose` has written")
    .action(makeFiles);
  return new Command("secrets")
    .description("passwords and certificates of a stack")
    .addCommand(init)
    .addCommand(files)
    .addCommand(generation)
    .addCommand(rotation);
}

async function initialise({ stack, instance, json }: StackOptions): Promise<void> {
  const opened = openStack(stack);
  const { project, stackFile } = opened;
  const settings = opened.settings();
  const workspace = await openWorkspace(project, stackFile, await requirePulumi());
  const made = await initSecrets(workspace, settings, instance);
  print(json, made, () => made.map(secretsText).join("\n"));
}

async function makeFiles({ stack, instance, json, out }: StackOptions & { out: string }): Promise<void> {
  const settings = openStack(stack).settings();
  const made = await makeSecretFiles(settings, chosenInstances(settings, instance), out);
  print(json, made, () => made.map(secretsText).join("\n"));
}

interface RotateOptions extends StackOptions {
  user: string;
  timeout: number;
}

async function rotateSecret(options: RotateOptions): Promise<void> {
  const { user, timeout: timeoutMs, json } = options;
  const stack = openStack(options.stack);
  const { project, stackFile } = stack;
  const settings = stack.settings();
  for (const name of chosenInstances(settings, options.instance)) refuseOthers(name, settings.instances[name]!, user);
  const workspace = await openWorkspace(project, stackFile, await requirePulumi());
  const rotated: Rotated[] = [];
  await withDeployed(stack, options.instance, async (instances) => {
    const steps = instances.map((instance) => ({
      title: `${instance.name}: password of user ${user}`,
      run: async (report: (text: string) => void) => {
        rotated.push(await rotate(instance, { workspace, stackFile, settings, user, timeoutMs, report }));
      },
    }));
    await runSteps(steps, options);
  });
  print(json, rotated, () => rotated.map((one) => rotatedText(options.stack, one)).join("\n\n"));
}

export function secretsText({ instance, made, elsewhere }: SecretsMade): string {
  if (elsewhere) return `${instance}: nothing to generate, secrets.source is ${elsewhere}`;
  return made.length > 0 ? `${instance}: generated ${made.join(", ")}` : `${instance}: all secrets exist`;
}
