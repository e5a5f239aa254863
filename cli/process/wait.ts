import pWaitFor from "p-wait-for";
import { throwIfInterrupted } from "./signals";

/**
 * Looks until a condition holds or the time is over; whether it held. Throws where the tool is interrupted meanwhile.
 */
export async function metWithin(
  limitMs: number,
  condition: () => boolean | Promise<boolean>,
  interval = 20,
): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  let met = false;
  const decided = async () => {
    throwIfInterrupted();
    met = await condition();
    return met || Date.now() >= deadline;
  };
  await pWaitFor(decided, { interval });
  return met;
}
