import type { Command } from "commander";
import { advise } from "../advise";
import { adviceText } from "../advise/text";
import { withDeployed } from "../deployed";
import { openStack } from "../project/stack-file";
import { UserError } from "../terminal/errors";
import { printEach, stackCommand, type StackOptions, durationOption } from "../terminal/command";

interface AdviseOptions extends StackOptions {
  /** In ms. */
  for: number;
  /** In ms. */
  outage: number;
  /** A URL. */
  prometheus?: string;
  /** In ms. */
  since: number;
}

/** `redis-cache advise`: what to change in the settings of what runs. */
export function adviseCommand(): Command {
  return stackCommand({
    name: "advise",
    description:
      "look at the nodes for a while under their load, and say what to change in the settings and why: memory, " +
      "eviction policy, fragmentation, backlog, clients, cpu, replicas; each with its edit and the class of the change",
    examples: [
      "advise -s prod",
      "advise -s prod -i sessions --for 5m --outage 10m",
      "advise -s prod --prometheus http://127.0.0.1:9090 --since 30d",
      "advise -s local --json",
    ],
  })
    .addOption(durationOption("--for <duration>", "how long to look", 10_000))
    .addOption(durationOption("--outage <duration>", "a replica may be away so long without a full copy", 60_000))
    .option("--prometheus <url>", "also what was most in the past, of a Prometheus that scrapes the exporters")
    .addOption(durationOption("--since <duration>", "how far back to ask Prometheus", 7 * 86_400_000))
    .action(adviseStack);
}

async function adviseStack(options: AdviseOptions): Promise<void> {
  const stack = openStack(options.stack);
  const prometheus = options.prometheus === undefined ? undefined : pastIn(options.prometheus, options.since);
  const looked = { forMs: options.for, outageSeconds: options.outage / 1000, prometheus };
  const advised = await withDeployed(stack, options.instance, async (instances) => {
    const each = instances.map(async (one) => [one.name, await advise(stack, one, looked)] as const);
    return Object.fromEntries(await Promise.all(each));
  });
  printEach(options.json, advised, (name, { advice, seconds, past }) => adviceText(name, advice, seconds, past));
}

function pastIn(url: string, sinceMs: number): { url: string; sinceMs: number } {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UserError(`--prometheus ${url}: no URL with http:// or https://.`, "write http://127.0.0.1:9090");
  }
  return { url, sinceMs };
}
