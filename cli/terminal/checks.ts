import Table from "cli-table3";
import pc from "picocolors";

/** One thing that the smoke test found out. */
export interface Check {
  name: string;
  /** What was found, where it holds. */
  found?: string;
  /** Why it does not hold. */
  reason?: string;
}

/** Runs a check; what it throws is the reason why it does not hold. */
export async function check(name: string, work: () => Promise<string>): Promise<Check> {
  try {
    return { name, found: await work() };
  } catch (error) {
    return { name, reason: (error as Error).message };
  }
}

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
