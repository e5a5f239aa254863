import type { Command } from "commander";
import type { VariablesByInstance } from "../connect/remembered";
import { remembered } from "../connect/remembered";
import { pathWith, shellFolder } from "../install/cache-folder";
import { projectRoot, stackFolder } from "../project/folders";
import type { StackOptions } from "../terminal/command";
import { print, stackCommand } from "../terminal/command";
import { UserError } from "../terminal/errors";

interface EnvOptions extends StackOptions {
  client?: boolean;
  user?: string;
}

/** `redis-cache env`: for those who run `pulumi` themselves. */
export function envCommand(): Command {
  return stackCommand({
    name: "env",
    description: "print the exports with which plain pulumi in this shell works on the stack as the other commands do",
    examples: ["env -s local", "env -s local -i cache --client --user reports"],
  })
    .option("--client", "print instead what applications need to connect, the password among it")
    .option("-u, --user <name>", "with --client: the user that they log in as, app by default, or one of setting users")
    .addHelpText("after", '\nIn a shell:\n  eval "$(npx redis-cache env -s local)" && pulumi preview')
    .action(showEnvironment);
}

async function showEnvironment({ stack, instance, json, client, user }: EnvOptions): Promise<void> {
  if (user !== undefined && !client) {
    throw new UserError(
      `--user ${user}: plain pulumi logs in to no node.`,
      "Add --client, for what applications need.",
    );
  }
  const variables = client ? await clientsVariables(stack, user, instance) : await shellVariables(stack);
  print(json, { set: variables }, () => exportLines(variables).join("\n"));
}

/** `pulumi` is then what `redis-cache pulumi` is: nothing in the shell leads into the stack's folder. */
async function shellVariables(stack: string): Promise<Record<string, string>> {
  const { findProject, readStackFile, requirePulumi } = loadPulumi();
  readStackFile(findProject(), stack);
  const { bin } = await requirePulumi();
  return { PATH: pathWith(shellFolder, pathWith(bin)), PULUMI_STACK: stack };
}

async function clientsVariables(stack: string, user = "app", instance?: string): Promise<Record<string, string>> {
  const root = user === "app" ? projectRoot(process.cwd()) : undefined;
  const known = (root && remembered(stackFolder(root, stack))) || (await askForVariables(stack, user, instance));
  const names = instance === undefined ? Object.keys(known) : [instance];
  return known[onlyOne(names, Object.keys(known))]!;
}

async function askForVariables(stack: string, user: string, instance?: string): Promise<VariablesByInstance> {
  const { askedVariables, deployedWorkspace, findProject, readStackFile, requirePulumi } = loadPulumi();
  const project = findProject();
  const workspace = deployedWorkspace(project, readStackFile(project, stack), await requirePulumi());
  return askedVariables(workspace, user, instance);
}

/** What asks Pulumi takes longer to load than all that a shell waits for where the answer is known. */
function loadPulumi() {
  /* eslint-disable @typescript-eslint/no-require-imports -- `import()` would not go through tsx. */
  return {
    ...(require("../connect/client-variables") as typeof import("../connect/client-variables.js")),
    ...(require("../project") as typeof import("../project/index.js")),
    ...(require("../project/stack-file") as typeof import("../project/stack-file.js")),
    ...(require("../pulumi/cli") as typeof import("../pulumi/cli/index.js")),
    ...(require("../pulumi/workspace") as typeof import("../pulumi/workspace/index.js")),
  };
  /* eslint-enable @typescript-eslint/no-require-imports */
}

function onlyOne(names: readonly string[], known: readonly string[]): string {
  const [name, ...more] = names;
  if (name === undefined || more.length > 0) {
    throw new UserError(`The stack has several instances: ${known.join(", ")}.`, "Choose one with --instance NAME.");
  }
  if (known.includes(name)) return name;
  throw new UserError(`--instance ${name}: the stack has no such instance.`, `It has: ${known.join(", ")}.`);
}

export function exportLines(variables: Record<string, string>): string[] {
  return Object.entries(variables)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => `export ${name}=${shellQuote(value)}`);
}

export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
