import { spawnSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import type { LeadingKind } from "../../configs";
import type { Cluster } from "../../tests/support/cluster";
import { createCluster } from "../../tests/support/cluster";
import { encryptedOptions } from "../../tests/support/cluster/encrypted";
import { stepTrap } from "../../tests/support/cluster/step-trap";
import { Takers } from "../../tests/support/network/takers";
import { awaitHealth, checkOverlap, checkWrites, Violation } from "./checks";
import { Scene } from "./scene";
import type { Step } from "./schedule";
import { drawSteps, faultsOf, wordsOf } from "./schedule";
import { Tilt } from "./tilt";
import { Watcher } from "./watcher";
import { Writers } from "./writers";

export interface RunOptions {
  seed: number;
  steps: number;
  /** How long after the end of a fault everything has to be well again, in ms. @default down-after + 5 s */
  within?: number;
  /** TLS on every connection. @default false */
  tls?: boolean;
  /** Draw only steps that begin with one of these kinds of fault. */
  only?: readonly string[];
  /** Whether in every other step the machine has no free processor. @default false */
  starve?: boolean;
  /** Through which proxy every other application writes. @default none */
  proxy?: LeadingKind;
  /** Cut nodes from each other too; each has a network namespace. Two nodes may not take writes then at any moment. */
  network?: boolean;
  /** Text by file name that replaces scripts of the nodes. */
  scripts?: Record<string, string>;
  /** Told of every step that has ended. */
  progress?: (line: string) => void;
}

/** What one step did. */
export interface StepReport {
  number: number;
  words: string;
  cast: string;
  at: Date;
  /** From the first fault to the end of all causes, and from there to health, in ms. */
  faultMs: number;
  recoveryMs: number;
  notes: string[];
}

export interface SeedReport {
  seed: number;
  steps: StepReport[];
  faults: Record<string, number>;
  handOvers: number;
  acknowledged: number;
  /** How many writes were lost that a step was allowed to lose, by the reason. */
  lost: Record<string, number>;
  longestGap: number;
  longestOverlap: number;
  violation?: string;
  /** The ends of all nodes' logs and all of them by name, after a violation. */
  logs?: { tails: string; whole: Record<string, string> };
}

const downAfter = 3_000;
const maxLag = 3_000;

/** Longer ones would keep a node that is promoted from taking writes. */
const maxLagOfNetworks = 2_000;

// So that both happen: a crash that is handed over at once, and one that is left to the Sentinels.
const steadySeconds = "5";

/** One seed's steps on an instance of its own. */
export async function runSeed(options: RunOptions): Promise<SeedReport> {
  const { seed } = options;
  const report: SeedReport = {
    seed,
    steps: [],
    faults: {},
    handOvers: 0,
    acknowledged: 0,
    lost: {},
    longestGap: 0,
    longestOverlap: 0,
  };
  const cluster = await createInstance(options);
  try {
    cluster.start();
    await cluster.waitReady();
    await runSteps(cluster, options, report);
  } catch (error) {
    report.violation = error instanceof Violation ? error.message : ((error as Error).stack ?? String(error));
    const whole = Object.fromEntries(cluster.nodes.map((node) => [node.name, node.log()]));
    report.logs = { tails: `${processTable(cluster)}\n${cluster.logs()}`, whole };
  }
  report.handOvers = cluster.redis.flatMap((node) => node.events("hand-over")).length;
  await cluster.close();
  return report;
}

/** What runs and in which state, for the report of a violation. */
function processTable(cluster: Cluster): string {
  const pids = cluster.nodes.flatMap((node) => node.processes());
  if (pids.length === 0) return "no process runs";
  return spawnSync("ps", ["-o", "pid,ppid,stat,etime,args", "-p", pids.join()], { encoding: "utf8" }).stdout;
}

async function createInstance({ proxy, tls, scripts, network }: RunOptions): Promise<Cluster> {
  const input = {
    master: { maxLag: `${(network ? maxLagOfNetworks : maxLag) / 1_000}s` as const },
    proxy: { kind: proxy ?? ("none" as const) },
  };
  const shared = { scripts: { ...stepTrap(), ...scripts }, environment: { STEADY_SECONDS: steadySeconds }, network };
  if (!tls) return createCluster({ ...shared, input });
  const encrypted = await encryptedOptions();
  return createCluster({ ...shared, ...encrypted, input: { ...input, ...encrypted.input } });
}

async function runSteps(cluster: Cluster, options: RunOptions, report: SeedReport): Promise<void> {
  const writers = new Writers(cluster);
  const watcher = new Watcher(cluster, writers, maxLag);
  const takers = options.network ? new Takers(cluster) : undefined;
  writers.start();
  try {
    await cluster.waitFor("writes", () => writers.count > 50);
    for (const [i, step] of drawSteps(options.seed, options.steps, options).entries()) {
      await runStep({ cluster, writers, watcher, takers, options, report }, step, i + 1);
    }
    await writers.stop();
    await checkAllNodes(cluster, writers);
  } finally {
    Object.assign(report, {
      acknowledged: writers.count,
      longestGap: writers.longestGap,
      longestOverlap: Math.max(report.longestOverlap, watcher.longestOverlap),
    });
    await Promise.all([writers.stop(), watcher.stop(), takers?.stop()]);
  }
}

interface Running {
  cluster: Cluster;
  writers: Writers;
  watcher: Watcher;
  takers?: Takers;
  options: RunOptions;
  report: SeedReport;
}

async function runStep(
  { cluster, writers, watcher, takers, options, report }: Running,
  step: Step,
  number: number,
): Promise<void> {
  const scene = await Scene.of(cluster, writers);
  const tilt = new Tilt(cluster);
  const done: StepReport = {
    number,
    words: wordsOf(step),
    cast: scene.cast,
    at: new Date(),
    faultMs: 0,
    recoveryMs: 0,
    notes: scene.notes,
  };
  report.steps.push(done);
  for (const { kind } of faultsOf(step)) report.faults[kind] = (report.faults[kind] ?? 0) + 1;

  await apply(step, scene);
  done.faultMs = Date.now() - scene.startedAt;
  await awaitHealth(cluster, watcher, tilt, options.within ?? downAfter + 5_000);
  if (takers) report.longestOverlap = Math.max(report.longestOverlap, checkOverlap(takers, scene));
  done.recoveryMs = Date.now() - scene.startedAt - done.faultMs;
  for (const why of await checkWrites(writers, scene, step)) report.lost[why] = (report.lost[why] ?? 0) + 1;
  options.progress?.(progressLine(report.seed, done));
}

async function apply({ first, second }: Step, scene: Scene): Promise<void> {
  const later = async () => {
    if (!second) return;
    await delay(second.after);
    await second.fault.apply(scene);
  };
  const results = await Promise.allSettled([first.apply(scene), later()]);
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

/** At the end the replicas hold all that was acknowledged, too. */
async function checkAllNodes(cluster: Cluster, writers: Writers): Promise<void> {
  for (const node of cluster.redis) {
    await cluster.waitFor(
      `${node.name} has all acknowledged writes`,
      async () => (await writers.missingOn(node)).length === 0,
    );
  }
}

function progressLine(seed: number, { number, words, faultMs, recoveryMs }: StepReport): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  return `seed ${seed} step ${number} (${seconds(faultMs)}, then healthy in ${seconds(recoveryMs)}): ${words}`;
}
