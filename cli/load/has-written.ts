import { metWithin } from "../process/wait";

/** Whether so many writes of a load were acknowledged in time. */
export function hasWritten(load: { acknowledged: number }, count: number, limitMs: number): Promise<boolean> {
  return metWithin(limitMs, () => load.acknowledged >= count);
}
