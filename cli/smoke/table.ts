import pc from "picocolors";
import type { SmokeResult } from ".";
import { checkTable } from "../terminal/checks";

/** The checks of an instance, with the reason of each that does not hold. */
export function smokeText({ instance, checks, passed }: SmokeResult): string {
  const verdict = passed ? pc.green("smoke test passed") : pc.red("smoke test failed");
  return `${instance}: ${verdict}\n${checkTable(checks)}`;
}
