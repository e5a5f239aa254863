import Table from "cli-table3";
import pc from "picocolors";
import type { Check } from "./smoke/check";

/** What a table of checks calls its columns and outcomes. */
export interface CheckWords {
  what: string;
  seen: string;
  holds: string;
  differs: string;
}

const ofChecks: CheckWords = { what: "check", seen: "found", holds: "passed", differs: "failed" };

/** A row a check: what was found, or the reason why it does not hold. */
export function checkTable(checks: readonly Check[], { what, seen, holds, differs } = ofChecks): string {
  const table = new Table({ head: [what, "", seen], style: { head: [], border: [], compact: true } });
  table.push(
    ...checks.map(({ name, found, reason }) => [
      name,
      reason === undefined ? pc.green(holds) : pc.red(differs),
      found ?? reason ?? "",
    ]),
  );
  return table.toString();
}
