import { setTimeout as delay } from "node:timers/promises";

/** Writes follow each other so closely; as in the programs of the other languages. */
const pauseMs = 5;

/** A job that is not done within this time counts as an error; it may be done later. */
export const doneWithinMs = 1_000;

export const key = process.env.TEST_KEY!;

/** One line for each write: when it began and ended, and why it failed. */
export interface WriteLine {
  n: number;
  start: number;
  end: number;
  error?: string;
  /** The write was taken, although it then failed: it must not get lost. */
  accepted?: boolean;
}

export function printLine(line: WriteLine | { done: number }): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Milliseconds since 1970, to the microsecond. */
export const now = () => performance.timeOrigin + performance.now();

/** Writes 0, 1, 2, ... one after another, until the standard input ends. */
export async function writeOn(write: (n: number) => Promise<unknown>): Promise<never> {
  process.stdin.on("end", () => process.exit()).resume();
  for (let n = 0; ; n++) {
    const start = now();
    try {
      await write(n);
      printLine({ n, start, end: now() });
    } catch (error) {
      const { message } = error as Error;
      printLine({ n, start, end: now(), error: message, accepted: error instanceof NotDone });
    }
    await delay(pauseMs);
  }
}

/** Why a job that was taken counts as failed. */
class NotDone extends Error {}

/** Jobs that are handed over in one place, and done in another. */
export class Jobs {
  private readonly waiting = new Map<number, () => void>();
  private readonly late = new Set<number>();

  async handOver(n: number, send: () => Promise<unknown>): Promise<void> {
    const done = new Promise<true>((resolve) => this.waiting.set(n, () => resolve(true)));
    await send();
    const limit = new AbortController();
    const over = delay(doneWithinMs, false, { signal: limit.signal }).catch(() => false);
    const inTime = await Promise.race([done, over]);
    limit.abort();
    if (inTime) return;
    this.late.add(n);
    throw new NotDone(`not done within ${doneWithinMs} ms`);
  }

  done(n: number): void {
    this.waiting.get(n)?.();
    this.waiting.delete(n);
    if (this.late.delete(n)) printLine({ done: n });
  }
}
