import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../cli/errors";

/** A process of a node, from /proc. */
export interface ScriptProcess {
  pid: number;
  command: string;
}

/** The node's script, which its supervisor has started. */
export function scriptOf(nodeFolder: string): ScriptProcess {
  const { pid } = JSON.parse(readFileSync(join(nodeFolder, "node.json"), "utf8")) as { pid: number };
  return childOf(pid, /\bsh .*(redis|sentinel)\.sh/);
}

/** The node's server, which its script has started. */
export function serverOf(nodeFolder: string): ScriptProcess {
  return childOf(scriptOf(nodeFolder).pid, /redis-server|valkey-server/);
}

function childOf(parent: number, pattern: RegExp): ScriptProcess {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8").trim().split(" ");
  const found = children.map((pid) => ({ pid: Number(pid), command: commandLine(pid) }));
  const child = found.find(({ command }) => pattern.test(command));
  if (!child) throw new UserError(`Process ${parent} has no child ${pattern.source}.`);
  return child;
}

const commandLine = (pid: string) => readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ").trim();

/** CPU time in clock ticks that the process and its ended children have used, from /proc/PID/stat. */
export function ticksIn(stat: string): number {
  // The name before it is in brackets and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
}

/** A size in kB by its name, from /proc/PID/status or /proc/PID/smaps_rollup. */
export function kilobytesIn(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)![1]);
}
