import { existsSync, unlinkSync } from "node:fs";
import { runtimeScripts } from "../../../runtime";
import type { ClusterNode } from "./node";

/** The steps that a script tells of, when it hands over from a running and from a dead server. */
export const stopSteps = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `stop-${number}`);
export const crashSteps = [1, 3, 4, 5, 6, 7].map((number) => `crash-${number}`);

const file = "at-step";

/**
 * Scripts in which a hand-over's step sends a signal to its own script: the one that the file `at-step` in the node's
 * run folder names, as `STEP SIGNAL`; the file is then gone.
 */
export function stepTrap(): Record<string, string> {
  const name = "steps.sh";
  return {
    [name]: `${runtimeScripts()[name]?.replace("at_step()", "remember_step()")}
at_step() {
  remember_step "$1"
  [ -r "$RUN_DIR/${file}" ] || return 0
  read -r trapped_step trapped_signal <"$RUN_DIR/${file}"
  [ "$trapped_step" = "$1" ] || return 0
  rm "$RUN_DIR/${file}" 2>/dev/null || return 0
  kill "-$trapped_signal" $$
}
`,
  };
}

/** The node's script gets the signal once it has done that step. */
export function trapStep(node: ClusterNode, step: string, signal: "KILL" | "STOP"): void {
  node.write("run", { [file]: `${step} ${signal}\n` });
}

export function isTrapped(node: ClusterNode): boolean {
  return !existsSync(node.path("run", file));
}

/** Takes the trap away; false where the script was faster, and gets the signal. */
export function removeTrap(node: ClusterNode): boolean {
  try {
    unlinkSync(node.path("run", file));
    return true;
  } catch {
    return false;
  }
}
