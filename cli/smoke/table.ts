import Table from "cli-table3";
import pc from "picocolors";
import type { SmokeResult } from ".";

/** The checks of an instance, with the reason of each that does not hold. */
export function smokeText({ instance, checks, passed }: SmokeResult): string {
  const table = new Table({ head: ["check", "", "found"], style: { head: [], border: [], compact: true } });
  table.push(
    ...checks.map(({ name, found, reason }) => [
      name,
      reason === undefined ? pc.green("passed") : pc.red("failed"),
      found ?? reason ?? "",
    ]),
  );
  const verdict = passed ? pc.green("smoke test passed") : pc.red("smoke test failed");
  return `${instance}: ${verdict}\n${table.toString()}`;
}
