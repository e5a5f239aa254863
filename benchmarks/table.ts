import Table from "cli-table3";
import type { Measured } from "./local";

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

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
