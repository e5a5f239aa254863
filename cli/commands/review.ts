import type { Command } from "commander";
import { markdown, review, type StackState } from "../../review";
import { print, stackCommand } from "../terminal/command";
import { UserError } from "../terminal/errors";
import { observe } from "../health/observe";
import { exitCodes } from "../review/exit-codes";
import { previewResources } from "../review/preview";
import { changedStates, writtenSince } from "../review/states";
import { withDeployed } from "../deployed";
import { openStack, type OpenStack } from "../project/stack-file";

interface ReviewOptions {
  stack: string;
  base: string;
  previewJson?: string;
  live?: boolean;
  json?: boolean;
}

/** `redis-cache review`: needs neither the Pulumi CLI nor cluster. */
export function reviewCommand(): Command {
  return stackCommand({
    name: "review",
    description:
      "show what the change of a stack's settings since a commit will do to the running Redis, as Markdown; " +
      "exit code 10 where the master's role moves, 20 where data is at risk",
    examples: ["review -s prod --base origin/main", "review -s prod --preview-json preview.json --json"],
  })
    .option("--base <ref>", "the commit to compare with", "HEAD")
    .option(
      "--preview-json <file>",
      "the output of `pulumi preview --json`: what Pulumi compares, in place of a rendering",
    )
    .option("--live", "ask the running stack how much its data take: a maxmemory below that puts data at risk")
    .action(reviewStack);
}

async function reviewStack({ stack, base: ref, previewJson, live, json }: ReviewOptions): Promise<void> {
  const opened = openStack(stack);
  const written = await writtenSince(opened, ref);
  const { base, head } = previewJson === undefined ? await changedStates(written) : previewed(written, previewJson);
  const report = review(live ? { ...base, used: await usedMemory(opened) } : base, head);
  print(json, report, () => markdown(stack, report));
  process.exitCode = exitCodes[report.changeClass];
}

type Since = Awaited<ReturnType<typeof writtenSince>>;

function previewed({ base, head }: Since, file: string) {
  const resources = previewResources(file);
  return {
    base: { ...base, resources: resources.base },
    head: { ...head, resources: resources.head },
  };
}

/** By instance, what the data set of its master takes. */
function usedMemory(stack: OpenStack): Promise<StackState["used"]> {
  return withDeployed(stack, undefined, async (instances) => {
    const views = await Promise.all(instances.map(observe));
    const used = views.map(({ instance, redis }) => {
      const master = redis.find(({ role }) => role === "master");
      if (master?.usedMemory === undefined) {
        throw new UserError(
          `${instance}: no master reports how much its data take.`,
          "`redis-cache status` shows every node.",
        );
      }
      return [instance, master.usedMemory] as const;
    });
    return Object.fromEntries(used);
  });
}
