import type { ChangeClass } from "../../review";

/** By class of the change, for CI. */
export const exitCodes: Record<ChangeClass, number> = {
  none: 0,
  live: 0,
  "rolling restart": 0,
  failover: 10,
  "data at risk": 20,
};
