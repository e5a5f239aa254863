import { scaleLinear, scaleTime } from "d3-scale";
import { line } from "d3-shape";
import type { FilledPanel, InstanceReport, Line } from "./gather";
import { escaped } from "./html-text";
import { timeText } from "./times";
import { isBinary, isCount, isState, valueText } from "./units";

const width = 380;
const height = 170;
/** About so many. */
const marks = 4;
const timeMarks = 5;
const margin = { top: 10, right: 24, bottom: 22, left: 58 };

type Shared = Pick<InstanceReport, "period" | "handOvers">;

/** A plot as SVG, whose colours are the page's: line `i` has class `c<i>`. */
export function plotSvg(panel: FilledPanel, shared: Shared): string {
  const { lines, title, unit } = panel;
  const x = scaleTime([shared.period.from * 1000, shared.period.to * 1000], [margin.left, width - margin.right]);
  const y = scaleOf(lines, unit);
  const path = line<[number, number]>()
    .defined(([, value]) => Number.isFinite(value))
    .x(([time]) => x(time * 1000))
    .y(([, value]) => y(value));
  const paths = lines.map(({ values }, i) => {
    const drawn = withGaps(values);
    return `<path class="line ${lookOf(i)}" d="${path(drawn) ?? ""}"/>`;
  });
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    ...marksOf(y, unit),
    ...timesOf(x),
    ...shared.handOvers.map(({ time, text }) => handOverMark(x(time * 1000), text)),
    ...paths,
    "</svg>",
  ].join("\n");
}

/** So many lines of a plot differ by colour; the next ones are dashed, too. */
const colours = 8;

/** Classes of a line and of its mark in the legend. */
export function lookOf(index: number): string {
  return `c${index % colours}${index < colours ? "" : " dashed"}`;
}

type Scale = ReturnType<typeof scaleLinear<number, number>>;

function scaleOf(lines: readonly Line[], unit: string): Scale {
  const range = [height - margin.bottom, margin.top];
  if (isState(unit)) return scaleLinear([0, 1], range);
  const all = lines.flatMap(({ values }) => values.map(([, value]) => value)).filter(Number.isFinite);
  const [least, most] = [Math.min(0, ...all), Math.max(0, ...all)];
  const top = most > least ? most : least + 1;
  if (!isBinary(unit)) return scaleLinear([least, top], range).nice(marks);
  const step = binaryStep(least, top);
  return scaleLinear([Math.floor(least / step) * step, Math.ceil(top / step) * step], range);
}

/** Lines for the eye, each with its value. */
function marksOf(y: Scale, unit: string): string[] {
  return ticksOf(y, unit).flatMap((value) => {
    const at = y(value).toFixed(1);
    const place = `x="${margin.left - 6}" y="${at}" dy="0.32em"`;
    return [
      `<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${at}" y2="${at}"/>`,
      `<text class="mark" ${place} text-anchor="end">${valueText(value, unit)}</text>`,
    ];
  });
}

function ticksOf(y: Scale, unit: string): number[] {
  if (isState(unit)) return [0, 1];
  if (!isBinary(unit)) return y.ticks(marks).filter((value) => !isCount(unit) || Number.isInteger(value));
  const [least, most] = y.domain() as [number, number];
  const step = binaryStep(least, most);
  return Array.from({ length: Math.round((most - least) / step) + 1 }, (_, i) => least + i * step);
}

/** A power of two. */
function binaryStep(least: number, most: number): number {
  return 2 ** Math.ceil(Math.log2((most - least) / marks));
}

function timesOf(x: ReturnType<typeof scaleTime<number, number>>): string[] {
  const [from, to] = x.domain() as [Date, Date];
  return x.ticks(timeMarks).map((time) => {
    const at = x(time).toFixed(1);
    const text = clockText(time, to.getTime() - from.getTime());
    return `<text class="mark" x="${at}" y="${height - 6}" text-anchor="middle">${text}</text>`;
  });
}

/** As exact as the marks of such a range are apart. */
function clockText(time: Date, rangeMs: number): string {
  const [day, clock] = timeText(time.getTime() / 1000).split(" ") as [string, string];
  if (rangeMs > 2 * 86_400_000) return day.slice(5);
  return rangeMs < 300_000 ? clock : clock.slice(0, 5);
}

function handOverMark(x: number, text: string): string {
  const at = x.toFixed(1);
  const title = `<title>${escaped(text)}</title>`;
  return `<line class="moved" x1="${at}" x2="${at}" y1="${margin.top}" y2="${height - margin.bottom}">${title}</line>`;
}

/** A line does not cross times without values, which lie further apart than its others. */
function withGaps(values: Line["values"]): Line["values"] {
  const steps = values.slice(1).map(([time], i) => time - values[i]![0]);
  const step = Math.min(...steps);
  return values.flatMap((point, i): Line["values"] =>
    i > 0 && steps[i - 1]! > 1.5 * step ? [[point[0], NaN], point] : [point],
  );
}
