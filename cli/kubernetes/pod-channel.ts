import { spawnSync } from "node:child_process";
import type { HandOverChannel } from "../failover/channel";
import { handOverChannel } from "../failover/channel";
import type { RunFolder } from "../failover/run-folder";
import type { Place } from "./kubectl";
import { kubectl, placeFlags } from "./kubectl";

/** The way to the scripts in pods, through a shell there: no right but to run a command is needed. */
export function podChannel(place: Place): HandOverChannel {
  return handOverChannel((pod) => podRunFolder(place, pod));
}

function podRunFolder(place: Place, pod: string): RunFolder {
  const shell = (script: string, ...args: string[]) => [
    "exec",
    pod,
    "-c",
    "redis",
    "--",
    "sh",
    "-c",
    script,
    "sh",
    ...args,
  ];
  return {
    log: `kubectl -n ${place.namespace} logs ${pod} -c redis`,
    isAsked: async () => (await kubectl(place, shell(isAskedScript))).trim() === "asked",
    placeRequest: async (text) => (await kubectl(place, shell(placeScript, text.trim()))).trim() === "placed",
    withdraw: (id) => void spawnSync("kubectl", [...placeFlags(place), ...shell(withdrawScript, id)]),
    answerTo: async (id, { takenWithinMs, answeredWithinMs, taken }) => {
      const limits = [takenWithinMs, answeredWithinMs].map((ms) => String(Math.ceil(ms / 100)));
      const onLine = (line: string) => void (line === "taken" && taken());
      const [, answer] = (await kubectl(place, shell(answerScript, id, ...limits), { onLine })).split("\n");
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
 * One call that waits in the pod, because each call of kubectl takes a tenth of a second or more of processor time,
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
