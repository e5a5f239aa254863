import { type ChildProcess, spawn, type SpawnOptions } from "node:child_process";

export interface Outcome {
  /** What was written to standard output and standard error, in order. */
  output: string;
  /** Null where a signal ended it. */
  exitCode: number | null;
}

/** Starts a command in a process group of its own; signals go to the whole group, as Ctrl-C in a terminal does. */
export function start(command: string, args: string[], options: SpawnOptions = {}) {
  const child: ChildProcess = spawn(command, args, { ...options, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const outcome = new Promise<Outcome>((resolve, reject) => {
    let output = "";
    for (const stream of [child.stdout!, child.stderr!])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ output, exitCode }));
  });
  return { kill: (signal: NodeJS.Signals) => process.kill(-child.pid!, signal), outcome };
}

/** Runs a command to its end, whatever its exit code. */
export const run = (command: string, args: string[], options?: SpawnOptions) => start(command, args, options).outcome;
