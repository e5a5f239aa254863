import Table from "cli-table3";
import type { Measured } from "./local";
import { median, seconds } from "./statistics";

/** Medians, worst times and how much of the limit the median takes. */
export function benchmarkTable(measured: readonly Measured[]): string {
  const head = ["what", "median", "max", "limit", "median / limit"];
  const table = new Table({
    head,
    style: { head: [], border: [] },
    colAligns: ["left", "right", "right", "right", "right"],
  });
  table.push(
    ...measured.map(({ name, limitMs, times }) => {
      const middle = median(times);
      return [name, seconds(middle), seconds(Math.max(...times)), seconds(limitMs), (middle / limitMs).toFixed(2)];
    }),
  );
  return table.toString();
}
