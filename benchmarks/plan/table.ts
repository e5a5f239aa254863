import { humanBytes } from "../../cli/terminal/units";
import { markdownTable } from "../failover/report";
import type { PlanRow } from ".";

/** As Markdown: a row a case and server, and the worst of each below. */
export function planTable(rows: readonly PlanRow[]): string {
  const lines = rows.map(({ what, server, keys, bytes, table, sample }) => [
    what,
    server,
    keys.toLocaleString("en"),
    humanBytes(bytes),
    percent(table),
    percent(sample),
  ]);
  const worst = (of: (row: PlanRow) => number) => percent(Math.max(0, ...rows.map((row) => Math.abs(of(row)))), "");
  const last = ["**worst**", "", "", "", worst(({ table }) => table), worst(({ sample }) => sample)];
  return markdownTable(["data", "server", "keys", "took", "table", "`--measure`"], [...lines, last]);
}

function percent(share: number, plus = "+"): string {
  return `${share > 0 ? plus : ""}${(share * 100).toFixed(1)} %`;
}
