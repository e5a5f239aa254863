import pWaitFor from "p-wait-for";
import { throwIfInterrupted } from "../signals";

/** Waits for a condition; fails with what it waited for. */
export async function until(what: string, condition: () => Promise<boolean> | boolean, limitMs = 5_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  const decided = async () => {
    throwIfInterrupted();
    if (await condition()) return true;
    if (Date.now() >= deadline) throw new Error(`${what}: not within ${limitMs} ms`);
    return false;
  };
  await pWaitFor(decided, { interval: 20 });
}
