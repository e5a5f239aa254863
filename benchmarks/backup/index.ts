import { join } from "node:path";
import { fetchBackup, restoreInto, restoreTarget } from "../../cli/restore";
import type { Job } from "../../cli/backup/job";
import { problemsWithin } from "../../cli/health/judge";
import { observe } from "../../cli/health/observe";
import { freePorts } from "../free-ports";
import type { LocalStack } from "../failover/local-stack";
import { withLocalStack } from "../failover/local-stack";
import { withMasterApart } from "./apart";
import { fill } from "./fill";
import { loadAlone } from "./load-alone";
import { copyAlone, withStackJob } from "./jobs";
import { watchLatency } from "./latency";
import { watchMemory } from "./memory";

/** A figure beside what it is measured against. */
export interface Ratio {
  what: string;
  /** Of the runs. */
  values: number[];
  /** What it is compared with, in the same unit. */
  base: number[];
  unit: "MB/s" | "ms" | "MB";
  /** Of the median to the base's; at least, or at most. */
  goal: { atLeast?: number; atMost?: number };
}

export interface BackupOptions {
  runs: number;
  megabytes: number;
}

type Tell = (text: string) => void;

/** Measures backups and restores of a data set on a stack of its own, beside what the server's own programs need. */
export async function measureBackup({ runs, megabytes }: BackupOptions, tell: Tell): Promise<Ratio[]> {
  tell("deploying stack local from a copy of the project");
  const server = { port: await freePorts(1) };
  return withLocalStack({ memory: { limit: "4Gi" }, backup: { server } }, async (stack) => {
    tell(`writing ${megabytes} MB`);
    await fill(stack.instance, megabytes);
    await problemsWithin(120_000, stack.instance);
    const ratios = emptyRatios();
    const repeat = async (what: string, measure: (stack: LocalStack, ratios: Ratios) => Promise<void>) => {
      for (let run = 1; run <= runs; run++) {
        tell(`${what}, run ${run} of ${runs}`);
        await measure(stack, ratios);
      }
    };
    await repeat("backup", measureOneBackup);
    await withMasterApart(stack, () => repeat("the master during a backup", measureLatency));
    await repeat("restore", measureOneRestore);
    return Object.values(ratios);
  });
}

const ratio = (what: string, unit: Ratio["unit"], goal: Ratio["goal"]): Ratio => ({
  what,
  values: [],
  base: [],
  unit,
  goal,
});

const emptyRatios = () => ({
  copy: ratio("copy of a backup, beside redis-cli --rdb alone", "MB/s", { atLeast: 0.8 }),
  whole: ratio("backup with check, upload and reading back, beside the same", "MB/s", {}),
  latency: ratio("p99 of the master during a backup, beside undisturbed", "ms", { atMost: 1.1 }),
  memory: ratio("memory of the job, beside the limit", "MB", { atMost: 1 }),
  restore: ratio("loading a restore, beside redis-server alone", "MB/s", { atLeast: 0.8 }),
});

type Ratios = ReturnType<typeof emptyRatios>;

const memoryLimitMb = 256;

async function measureOneBackup(stack: LocalStack, { copy, whole, memory }: Ratios): Promise<void> {
  const replica = restoreTarget(await observe(stack.instance));
  const alone = await copyAlone(stack, replica);
  for (const { base } of [copy, whole]) base.push(rate(alone.bytes, alone.ms));
  await withStackJob(stack, async (job) => {
    const watched = watchMemory();
    const began = performance.now();
    const copied = await copyAndStore(job);
    copy.values.push(rate(alone.bytes, Number(copied["backup-copied"]!.copy_ms)));
    whole.values.push(rate(alone.bytes, performance.now() - began));
    memory.values.push(watched.stop());
    memory.base.push(memoryLimitMb);
  });
}

async function measureLatency(stack: LocalStack, { latency }: Ratios): Promise<void> {
  latency.base.push(await watchLatency(stack.instance, () => new Promise((resolve) => setTimeout(resolve, 10_000))));
  await withStackJob(stack, async (job) => {
    latency.values.push(await watchLatency(stack.instance, () => copyAndStore(job)));
  });
}

async function copyAndStore(job: Job) {
  const silent = () => undefined;
  const copied = await job.run("backup-copy.sh", silent);
  await job.run("backup-store.sh", silent);
  return copied;
}

async function measureOneRestore(stack: LocalStack, { restore }: Ratios): Promise<void> {
  await withStackJob(stack, async (job) => {
    const manifest = await fetchBackup(job, "latest", () => undefined);
    restore.base.push(rate(manifest.size, await loadAlone(join(job.work, "dump.rdb"))));
    const node = restoreTarget(await observe(stack.instance));
    const nodes = join(stack.nodeFolder(node), "..");
    const { answer, problems } = await restoreInto(stack.instance, { nodes, node, job, manifest }, () => undefined);
    if (problems.length > 0) throw new Error(`restored with problems: ${problems.join("; ")}`);
    restore.values.push(rate(manifest.size, Number(answer.fields.load_ms)));
  });
}

function rate(bytes: number, ms: number): number {
  return bytes / 1e6 / (ms / 1e3);
}
