import type { Check } from "../terminal/checks";
import { check } from "../terminal/checks";
import { throwIfInterrupted } from "../process/signals";
import { metWithin } from "../process/wait";

/** Something that the hand-over takes for granted of a server, and whether this one does it. */
export type Fact = Check;

/** Tries a fact; `seen` is what the server did, an error why it does not hold. */
export async function fact(name: string, seen: () => Promise<string>): Promise<Fact> {
  const result = await check(name, seen);
  throwIfInterrupted();
  return result;
}

/** Fails where the server has done something else than it had to. */
export function expectThat(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

/** Waits for a condition; fails with what it waited for. */
export async function until(
  what: string,
  condition: () => Promise<boolean> | boolean,
  limitMs = 30_000,
): Promise<void> {
  if (!(await metWithin(limitMs, condition))) throw new Error(`${what}: not within ${limitMs} ms`);
}
