import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { median } from "../statistics";
import type { LocalStack } from "./local-stack";
import { waitReady } from "./instance";
import { kilobytesIn, scriptOf, scriptTicks } from "./processes";

/** What the script of an idle node uses. */
export interface ScriptUse {
  node: string;
  role: "master" | "replica" | "sentinel";
  /** VmRSS of the shell, shared pages counted whole. */
  residentKb: number;
  /** Shared pages counted by their share. */
  proportionalKb: number;
  /** Of one core, with the commands that the script starts; median of the minutes watched. */
  cpuPercent: number;
}

const watches = 5;
const watchMs = 60_000;
/** After a start the Sentinels still find each other, and the nodes ask all of them; that is not idle. */
const settleMs = 15_000;

/** Watches the scripts of all nodes for five minutes in which nothing happens. */
export async function measureScripts({ instance, nodeFolder }: LocalStack): Promise<ScriptUse[]> {
  const master = await waitReady(instance);
  const scripts = [...instance.redis, ...instance.sentinels].map(({ name }) => ({
    node: name,
    role: name === master.name ? "master" : instance.redis.some((node) => node.name === name) ? "replica" : "sentinel",
    pid: scriptOf(nodeFolder(name)).pid,
  })) as { node: string; role: ScriptUse["role"]; pid: number }[];
  await sleep(settleMs);
  const minutes: number[][] = [];
  for (let i = 0; i < watches; i++) minutes.push(await watchCpu(scripts.map(({ pid }) => pid)));
  return scripts.map(({ node, role, pid }, index) => ({
    node,
    role,
    residentKb: kilobytesIn(readFileSync(`/proc/${pid}/status`, "utf8"), "VmRSS"),
    proportionalKb: kilobytesIn(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"), "Pss"),
    cpuPercent: median(minutes.map((minute) => minute[index]!)),
  }));
}

/** Per process, in percent of one core. */
async function watchCpu(pids: readonly number[]): Promise<number[]> {
  const started = performance.now();
  const before = pids.map(cpuMs);
  await sleep(watchMs);
  const elapsed = performance.now() - started;
  return pids.map((pid, index) => (100 * (cpuMs(pid) - before[index]!)) / elapsed);
}

function cpuMs(pid: number): number {
  return (scriptTicks(pid) * 1000) / ticksPerSecond();
}

const ticksPerSecond = () => Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
