import { metWithin } from "../process/wait";

/** Waits for a condition; fails with what it waited for. */
export async function until(what: string, condition: () => Promise<boolean> | boolean, limitMs = 5_000): Promise<void> {
  if (!(await metWithin(limitMs, condition))) throw new Error(`${what}: not within ${limitMs} ms`);
}
