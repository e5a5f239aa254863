import type { Command } from "commander";
import { Option } from "commander";
import { milliseconds } from "../../configs";
import { checkTable } from "../terminal/checks";
import type { StackOptions } from "../terminal/command";
import { confirmed, print, stackCommand } from "../terminal/command";
import { UserError } from "../terminal/errors";
import type { HandOver } from "../failover";
import { handOver } from "../failover";
import type { HandOverChannel } from "../failover/channel";
import type { Checked } from "../failover/checks";
import { checkHandOver } from "../failover/checks";
import { localChannel } from "../failover/local-channel";
import { look } from "../failover/look";
import { handOverText, planText } from "../failover/text";
import type { DeployedInstance } from "../health/deployed";
import type { AskedInstance } from "../failover/external/command";
import { cutOverOf, handOverNotReady } from "../failover/external/command";
import { containerChannel } from "../failover/container-channel";
import { podChannel } from "../kubernetes/pod-channel";
import type { Report } from "../terminal/steps";
import { openStack, type OpenStack } from "../project/stack-file";
import { onlyOne, withDeployed } from "../deployed";
import { runSteps } from "../terminal/steps";
import { localFiles } from "../pulumi/workspace/files";

interface FailoverOptions extends StackOptions {
  to?: string;
  fromExternal?: boolean;
  pause: boolean;
  dryRun?: boolean;
  yes?: boolean;
}

/** `redis-cache failover`: gives the master's role to a replica, planned, without a refused or lost write. */
export function failoverCommand(): Command {
  return stackCommand({
    name: "failover",
    description:
      "hand the master's role over to a replica, after checks, and measure it with a client that writes; exit code 1 " +
      "where it was not done or an acknowledged write is lost",
    examples: [
      "failover -s local",
      "failover -s local --dry-run",
      "failover -s local --to cache-replica-1 --yes",
      "failover -s local --from-external",
    ],
  })
    .option("--to <node>", "the node that takes over (default: the script of the master chooses)")
    .addOption(new Option("--from-external", "cut over from the Redis that bootstrap.replicaOf names").conflicts("to"))
    .option("--no-pause", "with --from-external: do not pause writes there, because its clients have ended")
    .option("--dry-run", "only check, and say what it would do")
    .option("-y, --yes", "hand over without a question")
    .action(failover);
}

function failover(options: FailoverOptions): Promise<void> {
  const act = options.fromExternal ? cutOverOf : failoverOf;
  const stack = openStack(options.stack);
  return withDeployed(stack, options.instance, async (instances) =>
    act(await subjectOf(onlyOne(instances), stack), options),
  );
}

async function failoverOf(subject: AskedInstance, options: FailoverOptions): Promise<void> {
  const { name } = subject.instance;
  const checked = await checksOf(subject, options);
  if (options.dryRun) {
    const texts = () => [checkTable(checked.checks), ...(checked.passed ? [planText(name, checked, options.to)] : [])];
    print(options.json, shown(checked), () => texts().join("\n"));
    if (!checked.passed) process.exitCode = 1;
    return;
  }
  if (!checked.passed) throw handOverNotReady(checked.checks);
  const from = checked.master!.name;
  const question = `Hand ${name} over from ${from} to ${options.to ?? "a replica of its script's choice"}?`;
  if (!(await confirmed(question, options))) throw new UserError("Not handed over.");
  const result = await measured(subject, from, options);
  print(options.json, { ...shown(checked), ...result }, () => handOverText(subject.instance, result));
  const { answer, client, proxyClient, problems } = result;
  const lost = [client, ...(proxyClient ? [proxyClient] : [])].some((one) => one.lost !== 0);
  if (answer.outcome !== "done" || lost || problems.length > 0) process.exitCode = 1;
}

async function subjectOf(instance: DeployedInstance, stack: OpenStack): Promise<AskedInstance> {
  const channel = await channelTo(instance, stack);
  return { instance, channel, settings: stack.settings().instances[instance.name]! };
}

async function channelTo({ masterName }: DeployedInstance, stack: OpenStack): Promise<HandOverChannel> {
  const settings = stack.settings();
  const { platform } = settings;
  switch (platform) {
    case "local":
      return localChannel(localFiles(stack.project, stack.stackFile.stack).nodes);
    case "docker":
      return containerChannel(masterName);
    case "kubernetes":
      return podChannel(settings);
    default: {
      const exhaustiveCheck: never = platform;
      return exhaustiveCheck;
    }
  }
}

async function checksOf({ instance, channel, settings }: AskedInstance, options: FailoverOptions): Promise<Checked> {
  let checked: Checked;
  const run = async () => {
    checked = await checkHandOver(await look(instance), {
      ...options,
      maxLagSeconds: milliseconds(settings.master.maxLag) / 1000,
      isAsked: (node) => channel.isAsked(node),
    });
  };
  await runSteps([{ title: "Checks", run }], options);
  return checked!;
}

async function measured(
  { instance, channel }: AskedInstance,
  from: string,
  options: FailoverOptions,
): Promise<HandOver> {
  let result: HandOver;
  const run = async (report: Report) => {
    result = await handOver(instance, channel, { from, to: options.to, report });
  };
  await runSteps([{ title: `Hand-over of ${instance.name}`, run }], options);
  return result!;
}

function shown({ checks, passed, master, candidates }: Checked) {
  return { checks, passed, master: master?.name, candidates: candidates.map(({ name }) => name) };
}
