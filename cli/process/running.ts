import { readdirSync, readFileSync } from "node:fs";

/** True where a process with this id runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Dead, but its parent has not asked for its exit code: in a container without an init nobody ever does. */
function isZombie(pid: number): boolean {
  try {
    return statOf(pid).state === "Z";
  } catch {
    return false;
  }
}

/**
 * Ends what a killed process has started, where /proc tells. Pulumi puts its plugins into groups of their own, and the
 * language host does not notice that Pulumi is gone; but they stay in the session that Pulumi was started in.
 */
export function endSession(leader: number): void {
  if (process.platform !== "linux") return;
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (pid > 0 && isInSession(pid, leader)) terminate(pid);
  }
}

function isInSession(pid: number, leader: number): boolean {
  try {
    return statOf(pid).session === leader;
  } catch {
    return false;
  }
}

function terminate(pid: number): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch {
    // It has ended meanwhile.
  }
}

function statOf(pid: number): { state: string; session: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name before it is in brackets and may hold anything.
  const [state, , , session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { state: state!, session: Number(session) };
}
