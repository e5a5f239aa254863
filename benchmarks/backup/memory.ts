import { execFileSync } from "node:child_process";

const everyMs = 200;

/** Watches what the processes that this one has started hold in memory; `stop` gives the most, in MB. */
export function watchMemory(): { stop: () => number } {
  let most = 0;
  const timer = setInterval(() => (most = Math.max(most, residentOfChildren())), everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return most / 1024;
    },
  };
}

/** In KiB, with all below them. */
function residentOfChildren(): number {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid=,rss=,comm="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((row) => row.trim().split(/\s+/))
    .filter(([, , , command]) => command !== "ps");
  const below = (parent: string): number =>
    rows.filter(([, ppid]) => ppid === parent).reduce((sum, [pid, , rss]) => sum + Number(rss) + below(pid!), 0);
  return below(String(process.pid));
}
