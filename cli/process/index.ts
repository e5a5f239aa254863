import type { SpawnOptions, StdioOptions } from "node:child_process";
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { UserError } from "../terminal/errors";
import { endSession } from "./running";
import { followed, throwIfInterrupted } from "./signals";

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** After which the process is killed. */
  timeoutMs?: number;
  /** Stay in the terminal's foreground group, which asking for a password needs. @default false */
  foreground?: boolean;
  /** Lines of standard output and standard error as they come; without it they are kept and returned. */
  onLine?: (line: string) => void;
}

export interface Result {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command to its end and returns what it printed, whatever its exit code. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Result> {
  const child = start(command, args, { ...spawnOptions(options), stdio: ["ignore", "pipe", "pipe"] });
  const result: Result = { code: 0, stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    const stream = child[name]!.setEncoding("utf8");
    if (options.onLine) createInterface({ input: stream }).on("line", options.onLine);
    stream.on("data", (chunk: string) => (result[name] += chunk));
  }
  return ended(child, command).then((code) => ({ ...result, code }));
}

/** Runs a command that must succeed and returns its standard output. */
export async function output(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, options);
  if (code !== 0) throw new UserError(`${command} ${args.join(" ")} ended with code ${code}:\n${stderr || stdout}`);
  return stdout;
}

/** Runs a command whose output goes straight to the user. */
export function show(
  command: string,
  args: readonly string[],
  options: RunOptions & { stdio?: StdioOptions } = {},
): Promise<number> {
  const stdio = options.stdio ?? ["ignore", "inherit", "inherit"];
  return ended(start(command, args, { ...spawnOptions(options), stdio }), command);
}

function spawnOptions({ cwd, env, timeoutMs, foreground }: RunOptions): SpawnOptions {
  return { cwd, env: env ?? process.env, timeout: timeoutMs, detached: !foreground };
}

function start(command: string, args: readonly string[], options: SpawnOptions) {
  throwIfInterrupted();
  const child = spawn(command, args, options);
  followed(child, options.detached === false);
  return child;
}

async function ended(child: ReturnType<typeof spawn>, command: string): Promise<number> {
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", (error) => reject(new UserError(`${command} does not start: ${error.message}`)));
    child.once("exit", (_, signal) => signal && endSession(child.pid!));
    child.once("close", (code) => resolve(code ?? 1));
  });
  throwIfInterrupted();
  return code;
}

/** The file that a command name stands for, as a shell would find it. */
export function which(command: string, path = process.env.PATH ?? ""): string | undefined {
  return path
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, command))
    .find(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
