import Table from "cli-table3";
import type { SeedReport, StepReport } from "./run";

/** The seed, what led to the violation, and the ends of all logs. */
export function failureText({ seed, steps, violation, logs }: SeedReport): string {
  return [
    `seed ${seed}: VIOLATION after ${steps.length} steps: ${violation}`,
    "The steps that led to it:",
    ...steps.map(stepText),
    logs?.tails ?? "",
    `Again: npm run chaos -- --seed ${seed} --steps ${steps.length}`,
  ].join("\n");
}

function stepText({ number, at, words, cast, notes, faultMs, recoveryMs }: StepReport): string {
  const time = at.toISOString().slice(11, 23);
  const recovered = recoveryMs > 0 ? `healthy ${recoveryMs} ms after that` : "not healthy after that";
  const lines = [`${number}. ${time} ${words}`, `     (${cast}; took ${faultMs} ms, ${recovered})`];
  return [...lines, ...notes.map((note) => `     ${note}`)].join("\n");
}

/** One line a seed, then how often each fault was drawn. */
export function reportTable(reports: readonly SeedReport[]): string {
  const head = [
    "seed",
    "steps",
    "hand-overs",
    "acknowledged",
    "lost",
    "longest gap",
    "slowest recovery",
    "two masters",
    "violations",
  ];
  const table = new Table({ head, style: { head: [], border: [] }, colAligns: head.map(() => "right") });
  table.push(
    ...reports.map((report) => [
      report.seed,
      report.steps.length,
      report.handOvers,
      report.acknowledged,
      Object.values(report.lost).reduce((sum, count) => sum + count, 0),
      seconds(report.longestGap),
      seconds(Math.max(...report.steps.map(({ recoveryMs }) => recoveryMs))),
      seconds(report.longestOverlap),
      report.violation ? 1 : 0,
    ]),
  );
  const faults = countTable(
    "fault",
    reports.map((report) => report.faults),
  );
  const lost = countTable(
    "why writes were lost",
    reports.map((report) => report.lost),
  );
  return [table.toString(), faults, lost].join("\n");
}

function countTable(what: string, counts: Record<string, number>[]): string {
  const names = [...new Set(counts.flatMap(Object.keys))].sort();
  const table = new Table({ head: [what, "times"], style: { head: [], border: [] }, colAligns: ["left", "right"] });
  table.push(...names.map((name) => [name, counts.reduce((sum, count) => sum + (count[name] ?? 0), 0)]));
  return table.toString();
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
