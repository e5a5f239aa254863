import { type ChildProcess, spawn, type SpawnOptions } from "node:child_process";
import pWaitFor from "p-wait-for";

const printLimit = 180_000;

export interface Outcome {
  /** What was written to standard output and standard error, in order. */
  output: string;
  /** Null where a signal ended it. */
  exitCode: number | null;
}

/** Starts a command in a process group of its own; signals go to the whole group, as Ctrl-C in a terminal does. */
export function start(command: string, args: string[], options: SpawnOptions = {}) {
  const child: ChildProcess = spawn(command, args, { ...options, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const outcome = new Promise<Outcome>((resolve, reject) => {
    for (const stream of [child.stdout!, child.stderr!])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ output, exitCode }));
  });
  return {
    kill: (signal: NodeJS.Signals) => process.kill(-child.pid!, signal),
    /** Waits until it has printed the text. */
    prints: (text: string) => pWaitFor(() => output.includes(text), { interval: 20, timeout: printLimit }),
    outcome,
  };
}

/** Runs a command to its end, whatever its exit code. */
export const run = (command: string, args: string[], options?: SpawnOptions) => start(command, args, options).outcome;
