import { execFileSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** Where and how busy it was. */
export interface Machine {
  cores: number;
  cpu: string;
  node: string;
  redis: string;
  python: string;
  /** Load averages over 1, 5 and 15 minutes before the first run. */
  load: number[];
  /** Share of all cores that others used before the first run, in percent. */
  busyPercent: number;
}

const watchMs = 3_000;

/** Describes this machine, and watches for a moment what others do on it. */
export async function describeMachine(): Promise<Machine> {
  const before = cpuTimes();
  await sleep(watchMs);
  const after = cpuTimes();
  return {
    cores: cpus().length,
    cpu: cpus()[0]?.model ?? "unknown",
    node: process.versions.node,
    redis: /v=(\S+)/.exec(versionOf("redis-server"))?.[1] ?? "unknown",
    python: versionOf("python3").trim().replace("Python ", ""),
    load: loadavg(),
    busyPercent: (100 * (after.busy - before.busy)) / (after.total - before.total),
  };
}

function cpuTimes(): { busy: number; total: number } {
  const times = cpus().map((core) => core.times);
  const total = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0);
  return { total, busy: total - times.reduce((sum, { idle }) => sum + idle, 0) };
}

const versionOf = (command: string) => execFileSync(command, ["--version"], { encoding: "utf8" });
