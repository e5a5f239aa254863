import type { Command } from "commander";
import type { StackSettings } from "../../configs";
import { markdown, review, type StackState } from "../../review";
import { print, stackCommand } from "../command";
import { stackResources } from "../objects";
import { findProject } from "../project";
import { settingsAt } from "../review/base-settings";
import { exitCodes } from "../review/exit-codes";
import { previewResources } from "../review/preview";
import { parseSettings, readStackFile } from "../settings";

interface ReviewOptions {
  stack: string;
  base: string;
  previewJson?: string;
  json?: boolean;
}

/** `redis-cache review`: needs neither engine nor cluster. */
export function reviewCommand(): Command {
  return stackCommand({
    name: "review",
    description:
      "tell what the change of a stack's settings since a commit will do to the running Redis, as Markdown; " +
      "exit code 10 where the master's role moves, 20 where data is at risk",
    examples: ["review -s prod --base origin/main", "review -s prod --preview-json preview.json --json"],
  })
    .option("--base <ref>", "the commit to compare with", "HEAD")
    .option(
      "--preview-json <file>",
      "the output of `pulumi preview --json`: what the engine compares, in place of a rendering",
    )
    .action(reviewStack);
}

async function reviewStack({ stack, base: ref, previewJson, json }: ReviewOptions): Promise<void> {
  const project = findProject();
  const settings = parseSettings(readStackFile(project, stack));
  const before = (await settingsAt(project, stack, ref)) ?? { ...settings, instances: {} };
  const { base, head } = previewJson === undefined ? await rendered(before, settings) : previewResources(previewJson);
  const report = review({ settings: before, resources: base }, { settings, resources: head });
  print(json, report, () => markdown(stack, report));
  process.exitCode = exitCodes[report.changeClass];
}

async function rendered(before: StackSettings, after: StackSettings) {
  const resources = async (settings: StackSettings): Promise<StackState["resources"]> =>
    Object.keys(settings.instances).length > 0 ? stackResources(settings) : [];
  return { base: await resources(before), head: await resources(after) };
}
