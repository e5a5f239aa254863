import type { HandOverChannel } from "./channel";
import { handOverChannel } from "./channel";
import type { RunFolder } from "./run-folder";

/** How commands run where a node is. */
export interface NodeShell {
  /** Runs a script of a shell there and resolves with what it prints. */
  run(node: string, script: string, args: readonly string[], onLine?: (line: string) => void): Promise<string>;
  /** The same, to its end at once. */
  runNow(node: string, script: string, args: readonly string[]): void;
  /** Where the log of a node is, in words. */
  log(node: string): string;
}

/** The way to the scripts of nodes, through a shell there: no right but to run a command is needed. */
export function shellChannel(shell: NodeShell): HandOverChannel {
  return handOverChannel((node) => shellRunFolder(shell, node));
}

function shellRunFolder(shell: NodeShell, node: string): RunFolder {
  return {
    log: shell.log(node),
    isAsked: async () => (await shell.run(node, isAskedScript, [])).trim() === "asked",
    placeRequest: async (text) => (await shell.run(node, placeScript, [text.trim()])).trim() === "placed",
    withdraw: (id) => shell.runNow(node, withdrawScript, [id]),
    answerTo: async (id, { takenWithinMs, answeredWithinMs, taken }) => {
      const limits = [takenWithinMs, answeredWithinMs].map((ms) => String(Math.ceil(ms / 100)));
      const onLine = (line: string) => void (line === "taken" && taken());
      const [, answer] = (await shell.run(node, answerScript, [id, ...limits], onLine)).split("\n");
      return answer;
    },
  };
}

const isAskedScript = '[ ! -s "$RUN_DIR/hand-over.request" ] || echo asked';

/** `ln` never replaces a file, and the file is whole when it appears. */
const placeScript = `
draft="$RUN_DIR/hand-over.request.$$"
printf '%s\\n' "$1" >"$draft"
if ln "$draft" "$RUN_DIR/hand-over.request" 2>/dev/null; then echo placed; else echo waits; fi
rm -f "$draft"
`;

const withdrawScript = `
read -r id _ <"$RUN_DIR/hand-over.request" && [ "$id" = "$1" ] && rm -f "$RUN_DIR/hand-over.request"
`;

/**
 * One call that waits there, because each call of kubectl takes a tenth of a second or more of processor time,
 * here and of the machine that it measures. Prints the line "taken", then the answer.
 */
const answerScript = `
is_mine() { { read -r line <"$RUN_DIR/hand-over.$1"; } 2>/dev/null && [ "\${line%% *}" = "$id" ]; }
id=$1 left=$2
while is_mine request; do
  [ "$left" -gt 0 ] || exit 0
  left=$((left - 1))
  sleep 0.1
done
echo taken
left=$3
until is_mine answer; do
  [ "$left" -gt 0 ] || exit 0
  left=$((left - 1))
  sleep 0.1
done
printf '%s\n' "$line"
`;
