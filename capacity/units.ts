export { GiB, KiB, MiB } from "../configs/schema/units";

/** Up to whole units. */
export function wholeUp(amount: number, unit: number): number {
  return Math.ceil(amount / unit) * unit;
}
