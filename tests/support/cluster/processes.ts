import { readdirSync, readFileSync } from "node:fs";

/** The processes of a process group that still run; ended ones that nobody has waited for are not among them. */
export function processesOfGroup(group: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const [state, , processGroup] = read(pid, "stat")
        .replace(/^.*\) /s, "")
        .split(" ");
      return Number(processGroup) === group && state !== "Z";
    });
}

/** The arguments of a process; empty where it is gone. */
export function commandLine(pid: number): string {
  return read(pid, "cmdline").replaceAll("\0", " ");
}

export function killGroup(group: number): void {
  killAll([-group]);
}

/** Ends those that still run: what a script has started may end by itself meanwhile. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It is gone.
    }
  }
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return ""; // It has ended meanwhile.
  }
}
