import Table from "cli-table3";
import { seconds } from "../../benchmarks/statistics";
import type { Verified } from "./verify";

/** A line for each change, and what is wrong below it. */
export function verifiedTable(rows: readonly Verified[]): string {
  const table = new Table({
    head: ["change", "said", "seen", "longest pause", "agree"],
    style: { head: [], border: [] },
  });
  for (const { change, said, seen, pauseMs, wrong } of rows) {
    table.push([changeText(change), said, seen, seconds(pauseMs), wrong.length === 0 ? "yes" : wrong.join("\n")]);
  }
  return table.toString();
}

export function changeText(change: Verified["change"]): string {
  return Object.entries(change)
    .map(([path, value]) => `${path}: ${value === undefined ? "its default" : JSON.stringify(value)}`)
    .join("\n");
}
