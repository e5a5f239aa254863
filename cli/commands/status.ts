import type { Command } from "commander";
import type { StackOptions } from "../terminal/command";
import { print, stackCommand, durationOption } from "../terminal/command";
import type { DeployedInstance } from "../health/deployed";
import { judge } from "../health/judge";
import { type LeftAside, readLeftAside } from "../health/left-aside";
import { observe } from "../health/observe";
import { healthText } from "../health/table";
import type { Report } from "../terminal/steps";
import { openStack } from "../project/stack-file";
import { agree } from "../smoke";
import { notInForce } from "../smoke/configuration";
import { awaitFiles } from "../smoke/files";
import { withDeployed } from "../deployed";
import { printWarnings } from "../terminal/warnings";
import { runSteps } from "../terminal/steps";

interface StatusOptions extends StackOptions {
  wait?: boolean;
  wide?: boolean;
  timeout: number;
}

/** A kubelet shows a pod a changed ConfigMap within its sync period of a minute and what it keeps in memory. */
const waitMs = 120_000;

/** `redis-cache status`: who is master, who follows whom, whether all agree, and whether the settings are in force. */
export function statusCommand(): Command {
  return stackCommand({
    name: "status",
    description:
      "show every node, what the Sentinels say, which settings are not in force, and what nodes have left aside; " +
      "exit code 1 where they disagree",
    examples: ["status -s local", "status -s prod -i sessions --json", "status -s prod --wait --timeout 5m"],
  })
    .option("--wide", "show all columns; without it they fit a terminal of 80")
    .option(
      "--wait",
      "wait until all nodes agree and have settings and mounted files in force; exit code 1 where they do not come to",
    )
    .addOption(durationOption("--timeout <duration>", "how long to wait", waitMs))
    .action(showStatus);
}

async function showStatus(options: StatusOptions): Promise<void> {
  const stack = openStack(options.stack);
  const settings = stack.settings();
  if (!options.json) printWarnings(settings);
  const shown = await withDeployed(stack, options.instance, async (instances) => {
    const deployed = instances.filter(({ name }) => name in settings.instances);
    const waits = deployed.map((instance) => ({
      title: `Waiting for ${instance.name}`,
      run: (report: Report) => settle(instance, { timeoutMs: options.timeout, report }),
    }));
    if (options.wait) await runSteps(waits, options);
    return Promise.all(instances.map(look));
  });
  print(options.json, shown, () => shown.map((one) => healthText(one, one, options)).join("\n\n"));
  if (shown.some((one) => one.problems.length > 0 || (options.wait && isWaiting(one)))) process.exitCode = 1;

  async function settle(instance: DeployedInstance, wait: { timeoutMs: number; report: Report }): Promise<void> {
    await agree(instance, wait);
    await notInForce(instance, settings, wait);
    await awaitFiles(instance, wait);
  }

  async function look(instance: DeployedInstance) {
    const view = await observe(instance);
    const asked = [...view.redis, ...(view.proxies ?? [])];
    const known = instance.name in settings.instances && asked.every(({ error }) => error === undefined);
    const now = { timeoutMs: 0, report: () => undefined };
    const [waiting, leftAside] = await Promise.all([
      known ? notInForce(instance, settings, now) : [],
      readLeftAside(instance, view),
    ]);
    return { ...view, problems: judge(view), notInForce: waiting, leftAside };
  }
}

type Shown = { problems: string[]; notInForce: string[]; leftAside: LeftAside[] };

/** Data that was moved away stays there until a person removes it. */
const isWaiting = ({ notInForce, leftAside }: Omit<Shown, "problems">) =>
  notInForce.length > 0 || leftAside.some(({ what }) => what === "files");
