import { show } from "../process";
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
  const code = await show("pulumi", [command, "-s", stack, ...flags], {
    cwd: project.root,
    env,
    foreground: !unattended,
    // With --json the standard output is for the result alone.
    stdio: [unattended ? "ignore" : "inherit", json ? 2 : "inherit", "inherit"],
  });
  if (code === 0) return;
  throw new UserError(`pulumi ${command} ended with code ${code}; the reason is above.`);
}
