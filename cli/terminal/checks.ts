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

/** A row a check: what was found, or the reason why it does not hold; in a narrow terminal on several lines. */
export function checkTable(
  checks: readonly Check[],
  { what, seen, holds, differs } = ofChecks,
  width = process.stdout.columns,
): string {
  const rows = checks.map(({ name, found, reason }) => [
    name,
    reason === undefined ? holds : differs,
    found ?? reason ?? "",
  ]);
  const table = new Table({
    head: [what, "", seen],
    style: { head: [], border: [], compact: true },
    wordWrap: true,
    colWidths: fitting([[what, "", seen], ...rows], width),
  });
  const colour = (outcome: string) => (outcome === holds ? pc.green(outcome) : pc.red(outcome));
  table.push(...rows.map(([name = "", outcome = "", text = ""]) => [name, colour(outcome), text]));
  return table.toString();
}

/** A border and a space beside each column, and one more border. */
const beside = 3;

/** Widths of the three columns where they do not fit as they are; the outcome is never broken. */
function fitting(rows: readonly string[][], width = Infinity): number[] {
  const longest = [0, 1, 2].map((column) =>
    Math.max(...rows.flatMap((row) => row[column]!.split("\n").map(({ length }) => length))),
  );
  const [name = 0, outcome = 0, seen = 0] = longest;
  const room = width - 3 * beside - 1 - outcome;
  if (name + seen <= room) return [];
  const first = Math.max(10, Math.min(name, Math.floor(room / 2)));
  return [first, outcome, Math.max(10, room - first)].map((letters) => letters + 2);
}
