import { markdownTable } from "../../configs/generate/markdown-table";
import type { Provoked } from "./provoke";
import type { Silence } from "./silence";

/** Between two scrapes and two evaluations of the Prometheus of `monitoring.server`, in ms. */
const scrapeMs = 5_000;

/** Whether it reached Alertmanager within its `for` and two scrapes. */
export function isInTime({ fired, holds }: Provoked): boolean {
  return fired <= holds + 2 * scrapeMs;
}

/** A row an alert. */
export function provokedTable(rows: readonly Provoked[]): string {
  const head = ["alert", "fault", "true after", "`for`", "fires after", "resolved after"];
  return markdownTable(
    head,
    rows.map((row) => [
      row.alert,
      row.words,
      inSeconds(row.trueAfter),
      inSeconds(row.holds),
      `${inSeconds(row.fired)}${isInTime(row) ? "" : " (late)"}`,
      inSeconds(row.resolved),
    ]),
  );
}

export function silenceText({ minutes, fired, pending, load }: Silence): string {
  return [
    `healthy, ${minutes.toFixed(1)} min, a rolling restart and two hand-overs: ${fired.join(", ") || "no alert"}`,
    `pending for less than their \`for\`: ${pending.join(", ") || "none"}`,
    load,
  ].join("\n");
}

function inSeconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}
