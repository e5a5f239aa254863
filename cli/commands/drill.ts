import type { Command } from "commander";
import { forEachWithBackups } from "../backup/for-each";
import type { StackOptions } from "../terminal/command";
import { printEach, stackCommand } from "../terminal/command";
import type { Drill } from "../backup/drill";
import { drillSteps, drillText } from "../backup/drill";

/** `redis-cache drill`: proves now that the newest backup can be restored. */
export function drillCommand(): Command {
  return stackCommand({
    name: "drill",
    description:
      "restore the newest backup twice into a scratch server, and compare what both hold with each other and with " +
      "its manifest; the instance itself is not touched",
    examples: ["drill -s local", "drill -s prod -i cache --json"],
  }).action(drill);
}

async function drill(options: StackOptions): Promise<void> {
  const done = await forEachWithBackups<Drill>("drill", options, drillSteps);
  printEach(options.json, done, drillText);
}
