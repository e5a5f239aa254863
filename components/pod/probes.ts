import { bytes, type Instance } from "../../configs";
import { folders } from "./volumes";

/** Loading is given a second for each of these. */
const bytesPerSecond = 20 * 1024 * 1024;
const beforeLoading = 60;

/** Seconds in which `started.sh` waits for readiness, and then asks whether the server lives. */
const startLook = 10;

/**
 * Seconds after which a node that starts is given up: a minute, and the time to load a full data set from a slow disk.
 */
export function startLimit({ memory }: Instance): number {
  return beforeLoading + Math.ceil(bytes(memory.limit) / bytesPerSecond);
}

/**
 * Alive is who answers, whatever it says (LOADING, BUSY, MASTERDOWN, NOAUTH), or has no server for a moment, since the
 * script is still there. Ready is what the script says.
 */
export function probes(kind: "redis" | "sentinel", startLimit: number) {
  return {
    startupProbe: {
      ...script("started.sh", kind),
      periodSeconds: 1,
      timeoutSeconds: startLook,
      failureThreshold: Math.ceil(startLimit / startLook),
    },
    readinessProbe: { ...script("ready.sh"), periodSeconds: 3, timeoutSeconds: 3, failureThreshold: 1 },
    // A server that stands still is replaced by its script within down-after; this ends what the script cannot.
    livenessProbe: {
      ...script("alive.sh", kind),
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 6,
      // No hand-over can be had from a server that does not answer.
      terminationGracePeriodSeconds: 10,
    },
  };
}

function script(name: string, ...args: string[]) {
  return { exec: { command: ["sh", `${folders.SCRIPTS_DIR}/${name}`, ...args] } };
}
