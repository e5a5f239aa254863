import type { Finding } from "../../configs";

/** What stands against a hand-over: property, value, reason and fix. */
export function refusal({ property, value, reason, fix }: Finding): Error {
  const shown = value === undefined ? "" : ` = ${typeof value === "string" ? value : JSON.stringify(value)}`;
  return new Error(`${property}${shown}: ${reason}.\nFix: ${fix}.`);
}
