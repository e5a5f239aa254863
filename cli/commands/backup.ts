import type { Command } from "commander";
import type { Backup } from "../backup";
import { backupSteps, backupText } from "../backup";
import { forEachWithBackups } from "../backup/for-each";
import type { StackOptions } from "../terminal/command";
import { printEach, stackCommand } from "../terminal/command";

/** `redis-cache backup`: a backup now. */
export function backupCommand(): Command {
  return stackCommand({
    name: "backup",
    description:
      "take a backup now: a copy from a replica in sync, checked by the engine's own checker, uploaded, read back " +
      "and verified; then remove those that are no longer to be kept",
    examples: ["backup -s local", "backup -s prod -i cache --json"],
  }).action(backup);
}

async function backup(options: StackOptions): Promise<void> {
  const taken = await forEachWithBackups<Backup>("backup", options, backupSteps);
  printEach(options.json, taken, backupText);
}
