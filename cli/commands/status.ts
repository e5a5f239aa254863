import type { Command } from "commander";
import type { StackOptions } from "../command";
import { print, stackCommand } from "../command";
import { judge } from "../health/judge";
import { observe } from "../health/observe";
import { healthText } from "../health/table";
import { withDeployed } from "../stack";

/** `redis-cache status`: who is master, who follows whom, and whether all agree. */
export function statusCommand(): Command {
  return stackCommand({
    name: "status",
    description: "show every node and what the Sentinels say; exit code 1 where they disagree",
    examples: ["status -s local", "status -s prod -i sessions --json"],
  }).action(showStatus);
}

async function showStatus(options: StackOptions): Promise<void> {
  const views = await withDeployed(options, (instances) => Promise.all(instances.map(observe)));
  const judged = views.map((view) => ({ ...view, problems: judge(view) }));
  print(options.json, judged, () => judged.map((view) => healthText(view, view.problems)).join("\n\n"));
  if (judged.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
}
