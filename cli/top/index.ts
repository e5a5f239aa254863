import { setTimeout as after } from "node:timers/promises";
import { untilStopped } from "../process/signals";
import type { DeployedInstance } from "../health/deployed";
import { type InstanceSample, sampleInstance } from "./sample";

export interface Looks {
  /** Between the end of a look and the next one. */
  intervalMs: number;
  /** A single look. @default false */
  once?: boolean;
  show: (now: InstanceSample[], before: InstanceSample[] | undefined) => void;
}

/** Looks at the instances again and again, until `stopped`. */
export async function lookOn(
  instances: readonly DeployedInstance[],
  stopped: AbortSignal,
  { intervalMs, once = false, show }: Looks,
): Promise<void> {
  let before: InstanceSample[] | undefined;
  while (!stopped.aborted) {
    const now = await Promise.all(instances.map(sampleInstance));
    show(now, before);
    if (once) return;
    before = now;
    await after(intervalMs, undefined, { signal: stopped }).catch(() => undefined);
  }
}

/** Gives the work what aborts at Ctrl-C or when it is called. */
export function stoppable<T>(work: (stopped: AbortSignal, stop: () => void) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  return untilStopped(stop, () => work(controller.signal, stop));
}
