import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { join } from "node:path";

/** Ends the processes of a cluster when the test's own process is gone, however it went. */
export interface Guard {
  /** A process group to end. */
  watch(group: number): void;
  /** What a network consists of, to be deleted. */
  watchNetwork(kind: "namespace" | "link", name: string): void;
  release(): void;
}

/** The guard's standard input closes with this process; then it kills all groups, and removes networks and the folder. */
const script = `
cat >/dev/null
[ -e "$1" ] || exit 0
while read -r group; do kill -9 -- "-$group" 2>/dev/null; done <"$1/groups"
while read -r kind name; do
  case $kind in namespace) ip netns delete "$name" ;; link) ip link delete "$name" ;; esac
done <"$1/network" 2>/dev/null
rm -rf "$1"
`;

export function startGuard(folder: string): Guard {
  const groups = join(folder, "groups");
  const network = join(folder, "network");
  for (const file of [groups, network]) appendFileSync(file, "");
  const child = spawn("sh", ["-c", script, "guard", folder], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
  child.unref();
  return {
    watch: (group) => appendFileSync(groups, `${group}\n`),
    watchNetwork: (kind, name) => appendFileSync(network, `${kind} ${name}\n`),
    release: () => child.kill("SIGKILL"),
  };
}
