import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../cli/terminal/errors";

/** A process of a node, from /proc. */
export interface ScriptProcess {
  pid: number;
  command: string;
}

const isServer = /redis-server|valkey-server/;

/** The node's script, which its supervisor has started. */
export function scriptOf(nodeFolder: string): ScriptProcess {
  return childOf(supervisorOf(nodeFolder), /\bsh .*(redis|sentinel)\.sh/);
}

/** The node's server, which its script has started. */
export function serverOf(nodeFolder: string): ScriptProcess {
  return childOf(scriptOf(nodeFolder).pid, isServer);
}

/** Lets a server go on that was stopped by SIGSTOP. */
export function thaw(pid: number | undefined): void {
  try {
    if (pid) process.kill(pid, "SIGCONT");
  } catch (error) {
    // Its script may have ended it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** All processes of a node. */
export function processesOf(nodeFolder: string): number[] {
  const below = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap((child) => below(child.pid))];
  return below(supervisorOf(nodeFolder));
}

/** CPU time in clock ticks of a node's script and of all that it has started, except the server. */
export function scriptTicks(script: number): number {
  const others = childrenOf(script).filter(({ command }) => !isServer.test(command));
  return others.reduce((sum, { pid }) => sum + scriptTicks(pid), ticksIn(readOrEmpty(`/proc/${script}/stat`)));
}

function supervisorOf(nodeFolder: string): number {
  return (JSON.parse(readFileSync(join(nodeFolder, "node.json"), "utf8")) as { pid: number }).pid;
}

function childOf(parent: number, pattern: RegExp): ScriptProcess {
  const child = childrenOf(parent).find(({ command }) => pattern.test(command));
  if (!child) throw new UserError(`Process ${parent} has no child ${pattern.source}.`);
  return child;
}

function childrenOf(parent: number): ScriptProcess[] {
  const pids = readOrEmpty(`/proc/${parent}/task/${parent}/children`).split(" ").filter(Boolean).map(Number);
  return pids.map((pid) => ({ pid, command: readOrEmpty(`/proc/${pid}/cmdline`).split("\0").join(" ").trim() }));
}

/** Empty where it has ended: most processes that a script starts end at once. */
export function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/**
 * CPU time in clock ticks that a process and its ended children have used, from /proc/PID/stat; 0 where it has ended.
 */
export function ticksIn(stat: string): number {
  // The name before it is in brackets and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
}

/** A size in kB by its name, from /proc/PID/status or /proc/PID/smaps_rollup. */
export function kilobytesIn(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)![1]);
}
