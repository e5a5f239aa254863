import { existsSync } from "node:fs";
import type { Command } from "commander";
import type { Instance, StackSettings } from "../../configs";
import { bucketServerStep } from "../install/bucket-server";
import { envoyStep } from "../install/envoy";
import { exporterStep } from "../install/exporter";
import { changesText, lastChanges } from "../pulumi/changes";
import type { StackOptions } from "../terminal/command";
import { print, stackCommand } from "../terminal/command";
import { rememberVariables } from "../connect/client-variables";
import { connectText } from "../connect/text";
import { deploy } from "../pulumi/deploy";
import type { PulumiCli } from "../pulumi/cli";
import { UserError } from "../terminal/errors";
import type { Followed } from "../failover/external/followed";
import { followedWithin } from "../failover/external/followed";
import { followedText } from "../failover/external/text";
import type { DeployedInstance } from "../health/deployed";
import { runningContainers } from "../docker/containers";
import { requireEngine } from "../docker/engine";
import { refuseForeignData } from "../docker/volumes";
import { pulumiStep } from "../pulumi/cli";
import { dockerPluginStep } from "../pulumi/docker-plugin";
import { initSecrets } from "../secrets";
import { refuseTakenPorts } from "../project/ports";
import { isInDocker, isLocal, isOnThisMachine, openStack, type OpenStack } from "../project/stack-file";
import type { SmokeResult } from "../smoke";
import { smoke, smokeText } from "../smoke";
import type { Step } from "../terminal/steps";
import { withDeployed } from "../deployed";
import { runSteps } from "../terminal/steps";
import type { Program } from "../install/packages";
import { backupPrograms, ensurePrograms, monitoringPrograms, proxyPrograms, serverPrograms } from "../install/packages";
import type { Workspace } from "../pulumi/workspace";
import { openWorkspace } from "../pulumi/workspace";
import { localFiles } from "../pulumi/workspace/files";
import { secretsText } from "./secrets";
import { smokeTimeoutMs } from "./smoke";

interface UpOptions extends StackOptions {
  yes?: boolean;
}

interface Tested {
  instance: DeployedInstance;
  result: SmokeResult | Followed;
}

/** `redis-cache up`: from settings to a deployed stack that has passed the smoke test. */
export function upCommand(): Command {
  return stackCommand({
    name: "up",
    description: "install what is missing, deploy the stack, test it, and print how to connect",
    examples: ["up -s local --yes"],
  })
    .option("-y, --yes", "install and deploy without a question")
    .action(up);
}

async function up(options: UpOptions): Promise<void> {
  const stack = openStack(options.stack);
  const local = isLocal(stack.stackFile);
  // A question of the package manager must not be drawn over by the list of steps.
  if (local) await ensurePrograms(serverPrograms, options);
  const settings = stack.settings();
  if (local) await ensurePrograms(programsOf(settings), options);
  const workspace = await prepare(stack, options);
  await deploy(workspace, "up", options);
  const [changes, tested] = await Promise.all([lastChanges(workspace), test(stack, options)]);
  const instances = tested.map(({ instance }) => instance);
  if (options.instance === undefined) rememberVariables(workspace, instances);
  const texts = () => [...tested.map((one) => upText(options.stack, one)), changesText(changes)];
  print(options.json, { changes, instances: tested.map(jsonOf) }, () => texts().join("\n\n"));
  if (tested.every(({ result }) => isFollowing(result) || result.passed)) return;
  throw new UserError("The stack is deployed, but the smoke test failed.", "`redis-cache status` shows every node.");
}

/** What only some settings need. */
function programsOf({ instances }: StackSettings): Program[] {
  const all = Object.values(instances);
  return [
    ...(all.some(({ backup }) => backup !== undefined) ? backupPrograms : []),
    ...(["haproxy", "twemproxy"] as const).flatMap((kind) =>
      hasProxy({ instances }, kind) ? proxyPrograms[kind] : [],
    ),
    ...(isWatched({ instances }) ? monitoringPrograms : []),
  ];
}

function hasProxy({ instances }: Pick<StackSettings, "instances">, kind: Instance["proxy"]["kind"]): boolean {
  return Object.values(instances).some(({ proxy }) => proxy.kind === kind);
}

function isWatched({ instances }: Pick<StackSettings, "instances">): boolean {
  return Object.values(instances).some(({ monitoring }) => monitoring.server !== undefined);
}

function hasBucketServer({ instances }: StackSettings): boolean {
  return Object.values(instances).some(({ backup }) => backup?.server !== undefined);
}

async function prepare({ project, stackFile, settings }: OpenStack, options: UpOptions): Promise<Workspace> {
  let cli: PulumiCli;
  let workspace: Workspace;
  const inDocker = isInDocker(stackFile);
  const local = isOnThisMachine(stackFile) ? localFiles(project, stackFile.stack) : undefined;
  const steps: Step[] = [
    ...(inDocker ? [engineStep] : []),
    ...(inDocker && !existsSync(local!.checkpoint) ? [volumesStep(settings())] : []),
    ...(local ? [portsStep(settings(), local.nodes)] : []),
    pulumiStep((found) => (cli = found)),
    ...(hasBucketServer(settings()) ? [bucketServerStep] : []),
    ...(isLocal(stackFile) && hasProxy(settings(), "envoy") ? [envoyStep] : []),
    ...(isWatched(settings()) ? [exporterStep] : []),
    {
      title: `Stack ${stackFile.stack}`,
      run: async () => void (workspace = await openWorkspace(project, stackFile, cli)),
    },
    ...(inDocker ? [dockerPluginStep(() => workspace)] : []),
    {
      title: "Secrets",
      run: async () => (await initSecrets(workspace, settings())).map(secretsText).join("; "),
    },
  ];
  await runSteps(steps, options);
  return workspace!;
}

const engineStep: Step = { title: "Docker engine", run: requireEngine };

/** Volumes have names that stacks of other folders may have given too. */
function volumesStep(settings: StackSettings): Step {
  return { title: "Volumes", run: () => refuseForeignData(settings) };
}

/** Pulumi asks each node's provider only when it makes that node, and others are there by then. */
function portsStep(settings: StackSettings, nodes: string): Step {
  return { title: "Ports", run: async () => refuseTakenPorts(settings, nodes, await runningContainers(settings)) };
}

async function test(stack: OpenStack, options: UpOptions): Promise<Tested[]> {
  const settings = stack.settings();
  const tested: Tested[] = [];
  const run: Step["run"] = async (report) => {
    await withDeployed(stack, options.instance, async (instances) => {
      for (const instance of instances) {
        const followed = await followedWithin(smokeTimeoutMs, instance, settings.instances[instance.name]!);
        const result = followed ?? (await smoke(instance, settings, { timeoutMs: smokeTimeoutMs, report }));
        tested.push({ instance, result });
      }
    });
  };
  await runSteps([{ title: "Smoke test", run }], options);
  return tested;
}

function jsonOf({ instance, result }: Tested) {
  const { name, masterName, tls, redis, sentinels, proxy, monitoring } = instance;
  const shown = isFollowing(result) ? { follows: result } : { smoke: { passed: result.passed, checks: result.checks } };
  return { name, masterName, tls, redis, sentinels, proxy, monitoring, ...shown };
}

/** An instance that follows a Redis outside takes no writes, so there is nothing to test yet. */
function isFollowing(result: Tested["result"]): result is Followed {
  return "address" in result;
}

function upText(stack: string, { instance, result }: Tested): string {
  if (isFollowing(result)) return followedText(stack, instance.name, result);
  return result.passed ? connectText(stack, instance, result.view) : smokeText(result);
}
