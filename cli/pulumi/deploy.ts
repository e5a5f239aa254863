import { run, show } from "../process";
import { UserError } from "../terminal/errors";
import type { Workspace } from "./workspace";

export interface DeployOptions {
  /** Deploy without a question; stack `local` never asks. */
  yes?: boolean;
  json?: boolean;
}

/** Runs `pulumi up` or `pulumi destroy` with its output shown, and waits for it even when it is interrupted. */
export async function deploy(
  { project, stack, env, local }: Workspace,
  command: "up" | "destroy",
  { yes, json }: DeployOptions,
): Promise<void> {
  // What is on this machine only needs no preview to think about; elsewhere Pulumi asks, unless told not to.
  const unattended = yes || local !== undefined;
  const flags = [
    ...(unattended ? ["--yes", "--skip-preview"] : []),
    ...(command === "up" ? ["--suppress-outputs"] : []),
    // Processes end without Pulumi, for example when the machine starts anew; a refresh notices.
    ...(command === "up" && local ? ["--refresh"] : []),
  ];
  const args = [command, "-s", stack, ...flags];
  if (command === "destroy" && local) return destroyLocal({ project, env }, args, json);
  const code = await show("pulumi", args, {
    cwd: project.root,
    env,
    foreground: !unattended,
    // With --json the standard output is for the result alone.
    stdio: [unattended ? "ignore" : "inherit", json ? 2 : "inherit", "inherit"],
  });
  if (code !== 0) throw failed(command, code);
}

/** Advice to remove what is left of the stack, which the tool does itself next. */
const advice = /^(The resources in the stack have been deleted, but|If you want to remove the stack completely, run)/;

async function destroyLocal(
  { project, env }: Pick<Workspace, "project" | "env">,
  args: readonly string[],
  json = false,
): Promise<void> {
  const shown = json ? process.stderr : process.stdout;
  const onLine = (line: string) => void (advice.test(line) || shown.write(`${line}\n`));
  const color = shown.isTTY ? ["--color", "always"] : [];
  const { code } = await run("pulumi", [...args, ...color], { cwd: project.root, env, onLine });
  if (code !== 0) throw failed("destroy", code);
}

function failed(command: string, code: number): UserError {
  return new UserError(`pulumi ${command} ended with code ${code}; the reason is above.`);
}
