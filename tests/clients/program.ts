import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import pWaitFor from "p-wait-for";
import type { WriteLine } from "./node/protocol";

/** How a client's program is started. */
export interface Launch {
  command: string;
  args: string[];
  cwd?: string;
  environment?: Record<string, string>;
}

/** A running program, and what it has printed so far. */
export interface RunningProgram {
  writes: readonly WriteLine[];
  /** Jobs that were done after they had counted as failed. */
  late: ReadonlySet<number>;
  startedAt: number;
  /** How it has ended by itself. */
  ended(): string | undefined;
  /** The last lines that it wrote to standard error. */
  complaints: readonly string[];
  stop(): Promise<void>;
  kill(): void;
}

const lastLines = 30;
const endLimitMs = 3_000;

/** Starts a program in a process group of its own, which Ctrl-C does not reach, and which is ended as a whole. */
export function startProgram({ command, args, cwd, environment }: Launch, env: Record<string, string>): RunningProgram {
  const startedAt = performance.timeOrigin + performance.now();
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...environment, ...env },
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const writes: WriteLine[] = [];
  const late = new Set<number>();
  const complaints: string[] = [];
  let failure: string | undefined;
  child.on("error", ({ message }) => (failure = message));
  child.stdin.on("error", () => undefined);
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (!line.startsWith("{")) return;
    const said = JSON.parse(line) as WriteLine | { done: number };
    if ("done" in said) late.add(said.done);
    else writes.push(said);
  });
  createInterface({ input: child.stderr }).on("line", (line) => {
    complaints.push(line);
    if (complaints.length > lastLines) complaints.shift();
  });
  const ended = () => {
    if (failure === undefined && child.exitCode === null && child.signalCode === null) return undefined;
    return failure ?? `it ended with ${child.exitCode === null ? child.signalCode : `code ${child.exitCode}`}`;
  };
  return {
    writes,
    late,
    startedAt,
    complaints,
    ended,
    stop: () => endGently(child, ended),
    kill: () => killGroup(child),
  };
}

/** A program ends with its standard input; what it has started must not stay. */
async function endGently(child: ChildProcess, ended: () => string | undefined): Promise<void> {
  const exit = ended() ? Promise.resolve() : once(child, "exit");
  child.stdin!.end();
  await pWaitFor(() => ended() !== undefined, { interval: 20, timeout: endLimitMs }).catch(() => undefined);
  killGroup(child);
  await exit;
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
