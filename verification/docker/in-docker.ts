import type { Redis } from "ioredis";
import { dockerInstances } from "../../cli/deployed/in-docker";
import { ask } from "../../cli/health/connect";
import type { DeployedInstance } from "../../cli/health/deployed";
import { judge } from "../../cli/health/judge";
import { namedMaster } from "../../cli/health/named-master";
import { observe } from "../../cli/health/observe";
import { metWithin } from "../../cli/process/wait";
import { type InstanceInput, parseStack } from "../../configs";
import { Deployment } from "../../tests/support/docker/deployment";
import type { DockerStack } from "../../tests/support/docker/docker-stack";
import type { Engine } from "../../tests/support/docker/engine";

/** Instance `cache` as Pulumi has made it in an engine of its own. */
export interface InDocker {
  engine: Engine;
  stack: DockerStack;
  settings: InstanceInput;
  /** Name of its network. */
  network: string;
  instance: DeployedInstance;
  idOf: (node: string) => Promise<string>;
  addressOf: (node: string) => string;
  /** Asks a node as user `app`. */
  asApplication: <T>(node: string, questions: (client: Redis) => Promise<T>) => Promise<T>;
}

/** Lets `work` have one, which is gone afterwards. */
export async function inDocker(own: InstanceInput, work: (docker: InDocker) => Promise<void>): Promise<void> {
  const deployment = await Deployment.byPulumi(own);
  const { engine, project: stack, settings } = deployment;
  try {
    // What the tool's own parts ask.
    process.env.DOCKER_HOST = engine.env.DOCKER_HOST;
    const instance = await readInstance(settings);
    const docker: InDocker = {
      ...{ engine, stack, settings, network: instance.masterName, instance },
      idOf: (node) => deployment.containerOf(node),
      addressOf: (node) => nodeOf(docker, node).host,
      asApplication: (node, questions) => ask(nodeOf(docker, node), docker.instance, "app", questions),
    };
    await work(docker);
  } finally {
    await stack.tryTool("down", "--yes");
    await deployment.stop();
  }
}

/** Takes the stack down and deploys it again, with new passwords. */
export async function downAndUp(docker: InDocker): Promise<void> {
  await docker.stack.tool("down", "--yes");
  await docker.stack.tool("up", "--yes");
  docker.instance = await readInstance(docker.settings);
}

async function readInstance(settings: InstanceInput): Promise<DeployedInstance> {
  const parsed = parseStack({ platform: "docker", instances: { cache: settings } }, {});
  const [instance] = await dockerInstances(parsed, ["cache"]);
  return instance!;
}

function nodeOf({ instance }: InDocker, name: string): DeployedInstance["redis"][number] {
  return instance.redis.find((node) => node.name === name)!;
}

const moveLimitMs = 120_000;

/** The name of the master, which the Sentinels give. */
export async function deployedMaster({ instance }: InDocker): Promise<string> {
  return (await namedMaster(instance)) ?? "nobody";
}

/** Waits until another node than this one is master; `withoutIt` where that one is out of reach meanwhile. */
export async function movedFrom(
  docker: InDocker,
  master: string,
  { withoutIt = false }: { withoutIt?: boolean } = {},
): Promise<void> {
  const isMoved = async () => {
    const named = await deployedMaster(docker);
    return named !== master && named !== "nobody" && (withoutIt || (await isHealthy(docker)));
  };
  if (!(await metWithin(moveLimitMs, isMoved, 100))) throw new Error(`${master} is master for two minutes more`);
}

/** Waits until all nodes agree. */
export async function settled(docker: InDocker, after: string): Promise<void> {
  if (await metWithin(moveLimitMs, () => isHealthy(docker), 250)) return;
  throw new Error(`not healthy two minutes after ${after}: ${judge(await observe(docker.instance)).join("; ")}`);
}

async function isHealthy({ instance }: InDocker): Promise<boolean> {
  return judge(await observe(instance)).length === 0;
}
