import type { ChildProcess } from "node:child_process";
import { Interrupted } from "../terminal/errors";

/** Children, and whether a terminal's Ctrl-C reaches them by itself. */
const running = new Map<ChildProcess, boolean>();
const cleanups = new Set<() => void>();
const stops = new Set<() => void>();
let received: NodeJS.Signals | undefined;

/**
 * Most children run in process groups of their own: a terminal sends Ctrl-C to the whole foreground group, and Pulumi
 * takes a second signal as "stop at once" and leaves resources half made.
 */
export function forwardSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (stops.size > 0) return stopAll();
      received = signal;
      if (running.size > 0) process.stderr.write("\nStopping: waiting for what is under way to end cleanly.\n");
      const told = (inForeground: boolean) => inForeground && signal === "SIGINT" && process.stdin.isTTY;
      for (const [child, inForeground] of running) if (!told(inForeground)) child.kill("SIGINT");
      if (running.size === 0) {
        for (const cleanup of cleanups) cleanup();
        process.exit(130);
      }
    });
  }
}

/** Work that goes on until it is told to stop ends well at the first signal, and at once at the second. */
export async function untilStopped<T>(stop: () => void, work: () => Promise<T>): Promise<T> {
  return during(stops, stop, work);
}

function stopAll(): void {
  const all = [...stops];
  stops.clear();
  for (const stop of all) stop();
}

/** Signals that arrive while it runs go to this child, and the tool waits for it. */
export function followed(child: ChildProcess, inForeground = false): void {
  running.set(child, inForeground);
  child.once("close", () => running.delete(child));
}

/** Runs `cleanup` when the tool is stopped during `work`; on an ordinary end `work` cleans up itself. */
export async function withCleanup<T>(cleanup: () => void, work: () => Promise<T>): Promise<T> {
  return during(cleanups, cleanup, work).finally(cleanup);
}

/** Keeps an entry in a set for as long as the work goes on. */
async function during<E, T>(set: Set<E>, entry: E, work: () => Promise<T>): Promise<T> {
  set.add(entry);
  try {
    return await work();
  } finally {
    set.delete(entry);
  }
}

/** Whether a signal has told the tool to stop. */
export function isInterrupted(): boolean {
  return received !== undefined;
}

/** To be called between steps: a child that was stopped may have ended well. */
export function throwIfInterrupted(): void {
  if (received) throw new Interrupted(received);
}
