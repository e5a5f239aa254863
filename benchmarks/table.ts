import Table from "cli-table3";
import type { Ratio } from "./backup";
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

/** Medians beside what they are measured against. */
export function ratioTable(ratios: readonly Ratio[]): string {
  const head = ["what", "runs", "median", "beside", "ratio", "goal"];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const { what, values, base, unit, goal } of ratios) {
    const figures = [median(values), median(base)];
    const shown = figures.map((figure) => `${figure.toFixed(unit === "ms" ? 2 : 0)} ${unit}`);
    table.push([what, values.length, ...shown, (figures[0]! / figures[1]!).toFixed(2), goalText(goal)]);
  }
  return table.toString();
}

function goalText({ atLeast, atMost }: Ratio["goal"]): string {
  if (atLeast !== undefined) return `>= ${atLeast}`;
  return atMost === undefined ? "-" : `<= ${atMost}`;
}
