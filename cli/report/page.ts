import type { FilledPanel, FilledRow, InstanceReport, Line } from "./gather";
import { escaped } from "./html-text";
import { lookOf, plotSvg } from "./plot";
import { style } from "./style";
import { timeText, zoneText } from "./times";
import { valueText } from "./units";

/** One page with all of it: no script, and nothing from elsewhere. */
export function reportPage(stack: string, reports: readonly InstanceReport[]): string {
  const names = reports.map(({ instance }) => instance).join(", ");
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escaped(`${names} · ${stack}`)}</title>`,
    `<style>${style}</style>`,
    "</head>",
    "<body>",
    ...reports.map((report) => instancePart(stack, report)),
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function instancePart(stack: string, report: InstanceReport): string {
  const { instance, period, rows } = report;
  const isFull = ({ panels }: FilledRow) => panels.some(({ lines }) => lines.length > 0);
  const empty = rows.filter((row) => !isFull(row)).map(({ title }) => title);
  const times = `${timeText(period.from)} to ${timeText(period.to)}, UTC${zoneText(period.to)}`;
  return [
    "<main>",
    "<header>",
    `<h1>${escaped(instance)}</h1>`,
    `<p>${escaped(`stack ${stack}, ${times}`)}</p>`,
    "</header>",
    ...handOverLines(report),
    ...rows.filter(isFull).map((row) => rowPart(row, report)),
    ...(empty.length > 0 ? [`<p class="aside">Without data: ${escaped(empty.join(", "))}.</p>`] : []),
    "</main>",
  ].join("\n");
}

function handOverLines({ handOvers }: InstanceReport): string[] {
  if (handOvers.length === 0) return [];
  const items = handOvers.map(({ time, text }) => `<li>${timeText(time)} ${escaped(text)}</li>`);
  return ['<ul class="moves">', ...items, "</ul>"];
}

function rowPart({ title, panels }: FilledRow, report: InstanceReport): string {
  const numbers = panels.filter(({ shown }) => shown !== undefined);
  const plots = panels.filter(({ shown }) => shown === undefined);
  return [
    "<section>",
    `<h2>${escaped(title)}</h2>`,
    ...(numbers.length > 0 ? ['<dl class="numbers">', ...numbers.map((one) => numberPart(one, report)), "</dl>"] : []),
    ...(plots.length > 0 ? ['<div class="plots">', ...plots.map((panel) => plotPart(panel, report)), "</div>"] : []),
    "</section>",
  ].join("\n");
}

/** What it is at the end of the time. */
function numberPart({ title, unit, shown, lines }: FilledPanel, { period }: InstanceReport): string {
  const now = lines.filter((line) => lastOf(line)[0] > period.to - 0.05 * (period.to - period.from));
  const text = now.map((line) => (shown === "name" ? line.name : valueText(lastOf(line)[1], unit))).join(", ");
  const value = `<dd${shown === "name" ? ' class="name"' : ""}>${escaped(text) || "–"}</dd>`;
  return `<div><dt>${escaped(title)}</dt>${value}</div>`;
}

function plotPart(panel: FilledPanel, report: InstanceReport): string {
  const { lines, title, unit } = panel;
  return [
    "<figure>",
    `<figcaption>${escaped(title)}</figcaption>`,
    lines.length > 0 ? plotSvg(panel, report) : '<p class="aside">no data</p>',
    ...(lines.length > 0 ? ["<ul>", ...lines.map((line, i) => legendPart(line, i, unit)), "</ul>"] : []),
    "</figure>",
  ].join("\n");
}

function legendPart(line: Line, index: number, unit: string): string {
  const last = valueText(lastOf(line)[1], unit);
  return `<li><i class="${lookOf(index)}"></i><span>${escaped(line.name)}</span> <b>${escaped(last)}</b></li>`;
}

function lastOf({ values }: Line): [number, number] {
  return values.at(-1)!;
}
