import { runtimeScripts } from "../../../runtime";

/**
 * Scripts in which a hand-over's step sends a signal to its own script: the one that the file `at-step` in the node's run
 * folder names, as `STEP SIGNAL`; the file is then gone.
 */
export function stepTrap(): Record<string, string> {
  const name = "steps.sh";
  return {
    [name]: `${runtimeScripts()[name]?.replace("at_step()", "remember_step()")}
at_step() {
  remember_step "$1"
  [ -r "$RUN_DIR/at-step" ] || return 0
  read -r trapped_step trapped_signal <"$RUN_DIR/at-step"
  [ "$trapped_step" = "$1" ] || return 0
  rm "$RUN_DIR/at-step"
  kill "-$trapped_signal" $$
}
`,
  };
}
