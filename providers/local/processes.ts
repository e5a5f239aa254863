import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** One running process of a node. */
export interface NodeProcess {
  pid: number;
  parent: number;
}

/**
 * The processes that run in a node's folder and hang on no terminal.
 *
 * Working folders are compared, not recorded pids or command lines: a supervisor that was killed leaves its children
 * behind, a server rewrites its own command line, and pids come round again. A shell in which somebody reads the log
 * has a terminal, so it is left alone.
 */
export function processesIn(directory: string): NodeProcess[] {
  const found = process.platform === "linux" ? listFromProc() : listFromLsof();
  const folder = realPathOf(directory);
  return found.filter(({ pid, cwd }) => pid !== process.pid && isInside(cwd, folder) && !hasTerminal(pid));
}

/** When a process started; with its pid this names one process, as pids come round again. Undefined if it has ended. */
export function startTimeOf(pid: number): string | undefined {
  if (process.platform !== "linux") return ps(pid, "lstart") || undefined;
  const stat = statOf(pid);
  return stat && `${bootId()}.${stat.startTicks}`;
}

/** The command line of a process. */
export function commandLineOf(pid: number): string {
  if (process.platform !== "linux") return ps(pid, "command");
  return readOrEmpty(`/proc/${pid}/cmdline`).split("\0").join(" ");
}

/** Ends all processes of a folder: TERM to the topmost, KILL to what is left after the grace period in ms. */
export async function endProcessesIn(directory: string, grace: number): Promise<void> {
  for (const { pid } of topmost(processesIn(directory))) signal(pid, "SIGTERM");
  if (await goneWithin(directory, grace)) return;
  for (const { pid } of processesIn(directory)) signal(pid, "SIGKILL");
  if (await goneWithin(directory, 5000)) return;
  const left = processesIn(directory).map(({ pid }) => pid);
  throw new Error(`processes ${left.join(", ")} in ${directory} did not end on SIGKILL; end them and try again`);
}

async function goneWithin(directory: string, limit: number): Promise<boolean> {
  const end = Date.now() + limit;
  for (let found = timedProcesses(directory); found.length > 0; found = timedProcesses(directory)) {
    // To look at all processes of the machine takes a hundred times as long, and many nodes may end at once.
    while (found.some(({ pid, startTime }) => startTime !== undefined && startTimeOf(pid) === startTime)) {
      if (Date.now() >= end) return false;
      await sleep(20);
    }
  }
  return true;
}

function timedProcesses(directory: string) {
  return processesIn(directory).map(({ pid }) => ({ pid, startTime: startTimeOf(pid) }));
}

/** Those whose parent is not among them: the supervisor while it lives, else the start script, else the server. */
function topmost(processes: NodeProcess[]): NodeProcess[] {
  const pids = new Set(processes.map(({ pid }) => pid));
  return processes.filter(({ parent }) => !pids.has(parent));
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

interface Listed extends NodeProcess {
  cwd: string;
}

/** The system names working folders without symbolic links. */
export function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

const isInside = (cwd: string, directory: string) => cwd === directory || cwd.startsWith(`${directory}/`);

function listFromProc(): Listed[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    const cwd = linkOf(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, "");
    const stat = cwd && statOf(Number(pid));
    return stat ? [{ pid: Number(pid), parent: stat.parent, cwd }] : [];
  });
}

/** Undefined for a process that has ended, and for one that has ended but whose parent has not asked how. */
function statOf(pid: number) {
  const text = readOrEmpty(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  if (!text || fields[0] === "Z" || fields[0] === "X") return undefined;
  return { parent: Number(fields[1]), terminal: fields[4] !== "0", startTicks: fields[19]! };
}

const bootId = () => (knownBootId ??= readOrEmpty("/proc/sys/kernel/random/boot_id").slice(0, 8));
let knownBootId: string | undefined;

/** Systems without /proc, such as macOS, where lsof is part of the system. */
function listFromLsof(): Listed[] {
  const user = String(process.getuid?.() ?? "");
  const output = run("lsof", ["-a", "-d", "cwd", "-u", user, "-F", "pRn"]);
  return [...output.matchAll(/^p(\d+)\nR(\d+)\n(?:f.*\n)?n(.*)$/gm)].map(([, pid, parent, cwd]) => ({
    pid: Number(pid),
    parent: Number(parent),
    cwd: cwd!,
  }));
}

function hasTerminal(pid: number): boolean {
  if (process.platform !== "linux") return !["", "?", "??"].includes(ps(pid, "tty"));
  return statOf(pid)?.terminal ?? false;
}

const ps = (pid: number, field: string) => run("ps", ["-o", `${field}=`, "-p", String(pid)]).trim();

const run = (command: string, args: string[]) => spawnSync(command, args, { encoding: "utf8" }).stdout ?? "";

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}
