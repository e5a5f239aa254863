import { Command } from "commander";
import { errorText, exitCode } from "./terminal/errors";
import { forwardSignals } from "./process/signals";
import { leaveShellFolder } from "./install/cache-folder";
import { useLinks } from "./install/packages";

/* eslint-disable @typescript-eslint/no-require-imports --
   A command's file is loaded when that command runs, which keeps the start fast; `import()` would not go through
   tsx. */
const commands: Record<string, () => Command> = {
  up: () => (require("./commands/up") as typeof import("./commands/up.js")).upCommand(),
  status: () => (require("./commands/status") as typeof import("./commands/status.js")).statusCommand(),
  top: () => (require("./commands/top") as typeof import("./commands/top.js")).topCommand(),
  smoke: () => (require("./commands/smoke") as typeof import("./commands/smoke.js")).smokeCommand(),
  down: () => (require("./commands/down") as typeof import("./commands/down.js")).downCommand(),
  render: () => (require("./commands/render") as typeof import("./commands/render.js")).renderCommand(),
  preview: () => (require("./commands/preview") as typeof import("./commands/preview.js")).previewCommand(),
  review: () => (require("./commands/review") as typeof import("./commands/review.js")).reviewCommand(),
  settings: () => (require("./commands/settings") as typeof import("./commands/settings.js")).settingsCommand(),
  secrets: () => (require("./commands/secrets") as typeof import("./commands/secrets.js")).secretsCommand(),
  plan: () => (require("./commands/plan") as typeof import("./commands/plan.js")).planCommand(),
  advise: () => (require("./commands/advise") as typeof import("./commands/advise.js")).adviseCommand(),
  report: () => (require("./commands/report") as typeof import("./commands/report.js")).reportCommand(),
  env: () => (require("./commands/env") as typeof import("./commands/env.js")).envCommand(),
  pulumi: () => (require("./commands/pulumi") as typeof import("./commands/pulumi.js")).pulumiCommand(),
  test: () => (require("./commands/test") as typeof import("./commands/test.js")).testCommand(),
  failover: () => (require("./commands/failover") as typeof import("./commands/failover.js")).failoverCommand(),
  backup: () => (require("./commands/backup") as typeof import("./commands/backup.js")).backupCommand(),
  restore: () => (require("./commands/restore") as typeof import("./commands/restore.js")).restoreCommand(),
  drill: () => (require("./commands/drill") as typeof import("./commands/drill.js")).drillCommand(),
  load: () => (require("./commands/load") as typeof import("./commands/load.js")).loadCommand(),
  engine: () => (require("./commands/engine") as typeof import("./commands/engine.js")).engineCommand(),
  directives: () => (require("./commands/directives") as typeof import("./commands/directives.js")).directivesCommand(),
};
/* eslint-enable @typescript-eslint/no-require-imports */

/** Runs the tool; sets the exit code instead of ending the process, so that output is written to its end. */
export async function main(argv: readonly string[]): Promise<void> {
  forwardSignals();
  leaveShellFolder();
  useLinks();
  try {
    await programFor(argv).parseAsync(argv);
  } catch (error) {
    process.stderr.write(`${errorText(error)}\n`);
    process.exitCode = exitCode(error);
  }
}

/** The program with the one command that is asked for, or with all of them for its help. */
export function programFor(argv: readonly string[]): Command {
  const program = new Command("redis-cache")
    .description("Redis as a production cache, from typed settings: deploy, check and look at a stack")
    .showHelpAfterError("See --help.");
  const asked = argv[2] === undefined ? undefined : commands[argv[2]];
  for (const create of asked ? [asked] : Object.values(commands)) program.addCommand(create());
  return program;
}
