import Table from "cli-table3";
import type { ClusterReport } from "./cluster";
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

/** The same of outages, with what became of the writes, and what the scripts use. */
export function clusterTable({ rows, scriptKb }: ClusterReport): string {
  const head = ["what", "runs", "median", "max", "limit", "max / limit", "refused", "lost"];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const { what, limitMs, times, refused, lost } of rows) {
    const max = Math.max(...times);
    const figures = [median(times), max, limitMs].map(seconds);
    table.push([what, times.length, ...figures, (max / limitMs).toFixed(2), refused, lost]);
  }
  const largest = Math.max(...Object.values(scriptKb)) / 1024;
  return `${table.toString()}\nScript of a node: ${largest.toFixed(2)} MB at most (limit 3 MB)`;
}
