import { median, seconds } from "../statistics";
import type { Machine } from "./machine";
import { redisPyVersion } from "./redis-py";
import type { ScriptUse } from "./script-use";
import type { Goal, Row, Series } from "./series";
import { failedIn, gapsOf, lostIn, refusedIn, series } from "./series";

export interface FailoverReport {
  tls: boolean;
  machine: Machine;
  rows: Row[];
  scripts: ScriptUse[];
}

/** The report as Markdown. */
export function reportText({ tls, machine, rows, scripts }: FailoverReport): string {
  const tables = [...(rows.length > 0 ? [gapTable(rows)] : []), ...(scripts.length > 0 ? [scriptTable(scripts)] : [])];
  return [...tables, `TLS ${tls ? "on" : "off"}; ${machineText(machine)}`].join("\n\n");
}

const gapHead = [
  "what",
  "client",
  "runs",
  "median",
  "max",
  "goal",
  "met",
  "refused",
  "other errors",
  "lost writes",
  "ratio",
];

/** The clients' longest gaps between two writes. */
export function gapTable(rows: readonly Row[]): string {
  return markdownTable(
    gapHead,
    rows.map((row) => gapRow(row, rows)),
  );
}

function gapRow(row: Row, rows: readonly Row[]): string[] {
  const { what, goal }: Series = series[row.series];
  const gaps = gapsOf(row);
  return [
    what,
    row.client,
    String(gaps.length),
    seconds(median(gaps)),
    seconds(Math.max(...gaps)),
    goal ? goalText(goal) : "",
    goal ? (meets(row, goal) ? "yes" : "no") : "",
    String(refusedIn(row)),
    String(failedIn(row)),
    String(lostIn(row)),
    ratioText(row, rows),
  ];
}

function goalText({ medianMs, maxMs, noneRefused }: Goal): string {
  const parts = [medianMs && `median ${seconds(medianMs)}`, `max ${seconds(maxMs)}`, noneRefused && "none refused"];
  return parts.filter(Boolean).join(", ");
}

export function meets(row: Row, { medianMs = Infinity, maxMs, noneRefused }: Goal): boolean {
  const gaps = gapsOf(row);
  return median(gaps) <= medianMs && Math.max(...gaps) <= maxMs && !(noneRefused && refusedIn(row) > 0);
}

/** How many times as long a rival's median is, as the same client saw both. */
function ratioText({ series: name, client, runs }: Row, rows: readonly Row[]): string {
  const { rivalOf }: Series = series[name];
  const ours = rows.find((row) => row.series === rivalOf && row.client === client);
  if (!rivalOf || !ours) return "";
  const ratio = median(runs.map(({ longestGapMs }) => longestGapMs)) / median(gapsOf(ours));
  return `${Number(ratio.toPrecision(2))} x ${rivalOf}`;
}

const residentGoalKb = 3 * 1024;
const cpuGoalPercent = 0.5;
const scriptHead = ["script of", "role", "resident (goal < 3 MB)", "proportional", "CPU idle (goal < 0.5 %)", "met"];

/** What the nodes' scripts use. */
export function scriptTable(scripts: readonly ScriptUse[]): string {
  const rows = scripts.map(({ node, role, residentKb, proportionalKb, cpuPercent }) => [
    node,
    role,
    megabytes(residentKb),
    megabytes(proportionalKb),
    `${cpuPercent.toFixed(2)} %`,
    residentKb < residentGoalKb && cpuPercent < cpuGoalPercent ? "yes" : "no",
  ]);
  return markdownTable(scriptHead, rows);
}

const megabytes = (kilobytes: number) => `${(kilobytes / 1024).toFixed(2)} MB`;

/** Where the figures were measured, and what else ran there. */
export function machineText({ cores, cpu, node, redis, python, load, busyPercent }: Machine): string {
  const versions = `Redis ${redis}, Node ${node}, Python ${python}, redis-py ${redisPyVersion}`;
  const loads = load.map((average) => average.toFixed(2)).join(" ");
  return [
    `${cores} cores (${cpu}), loopback; ${versions}.`,
    `Before the first run: load averages ${loads}, others used ${busyPercent.toFixed(0)} % of all cores.`,
  ].join("\n");
}

export function markdownTable(head: readonly string[], rows: readonly string[][]): string {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
