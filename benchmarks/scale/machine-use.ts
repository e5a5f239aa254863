import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { processesIn } from "../../providers/local/processes";
import { kilobytesIn, readOrEmpty, ticksIn } from "../failover/processes";

/** What the whole machine did during some work. */
export interface MachineUse {
  seconds: number;
  coreSeconds: number;
  /** Processes that were started. */
  starts: number;
}

/** Watches all processors, and counts processes, while the work lasts. */
export async function watchMachine(work: () => Promise<unknown>): Promise<MachineUse> {
  const [before, began] = [machineCounters(), performance.now()];
  await work();
  const after = machineCounters();
  return {
    seconds: (performance.now() - began) / 1000,
    coreSeconds: (after.busy - before.busy) / ticksPerSecond(),
    starts: after.starts - before.starts,
  };
}

function machineCounters(): { busy: number; starts: number } {
  const stat = readFileSync("/proc/stat", "utf8");
  const [user, nice, system, , , irq, softirq] = /^cpu +(.*)$/m.exec(stat)![1]!.split(" ").map(Number);
  const starts = Number(/^processes (\d+)$/m.exec(stat)![1]);
  return { busy: user! + nice! + system! + irq! + softirq!, starts };
}

/** What the processes of a folder use for some seconds in which nothing is asked of them. */
export interface FolderUse {
  cores: number;
  /** Of the whole machine, on which nothing else may start any. */
  startsPerSecond: number;
  /** Shared pages counted by their share. */
  megabytes: number;
}

export async function watchFolder(folder: string, seconds: number): Promise<FolderUse> {
  const before = ticksOf(folder);
  const { starts, seconds: watched } = await watchMachine(() => sleep(seconds * 1000));
  return {
    cores: (ticksOf(folder) - before) / ticksPerSecond() / watched,
    startsPerSecond: starts / watched,
    megabytes: sum(folder, (pid) => kilobytesIn(readOrEmpty(`/proc/${pid}/smaps_rollup`) || nothing, "Pss")) / 1024,
  };
}

const nothing = "Pss: 0 kB";

/** With those of ended children, which their parents have counted. */
function ticksOf(folder: string): number {
  return sum(folder, (pid) => ticksIn(readOrEmpty(`/proc/${pid}/stat`)));
}

function sum(folder: string, of: (pid: number) => number): number {
  return processesIn(folder).reduce((total, { pid }) => total + of(pid), 0);
}

const ticksPerSecond = () => Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
