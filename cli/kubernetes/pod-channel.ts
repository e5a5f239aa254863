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
    read: (file) => kubectl(place, shell('cat "$RUN_DIR/hand-over.$1" 2>/dev/null || :', file)),
    placeRequest: async (text) => (await kubectl(place, shell(placeScript, text.trim()))).trim() === "placed",
    withdraw: (id) => void spawnSync("kubectl", [...placeFlags(place), ...shell(withdrawScript, id)]),
  };
}

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
