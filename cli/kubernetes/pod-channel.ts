import { spawnSync } from "node:child_process";
import type { HandOverChannel } from "../failover/channel";
import { shellChannel } from "../failover/shell-channel";
import type { Place } from "./kubectl";
import { kubectl, placeFlags } from "./kubectl";

/** The way to the scripts in pods. */
export function podChannel(place: Place): HandOverChannel {
  const shell = (pod: string, script: string, args: readonly string[]) => {
    return ["exec", pod, "-c", "redis", "--", "sh", "-c", script, "sh", ...args];
  };
  return shellChannel({
    run: (pod, script, args, onLine) => kubectl(place, shell(pod, script, args), { onLine }),
    runNow: (pod, script, args) => void spawnSync("kubectl", [...placeFlags(place), ...shell(pod, script, args)]),
    log: (pod) => `kubectl -n ${place.namespace} logs ${pod} -c redis`,
  });
}
