import { markdownTable } from "./failover/report";
import { median } from "./statistics";

/** Something that was measured, perhaps several times, perhaps beside what it is compared with. */
export interface Figure {
  what: string;
  values: number[];
  unit: Unit;
  /** What it is compared with, in the same unit. */
  beside?: number[];
  /** The most or the least that the median may be, its ratio to what it is compared with, or what it has more. */
  goal?: Bound & { of?: "ratio" | "difference" };
}

type Bound = { atMost: number } | { atLeast: number };

type Unit = keyof typeof digits;

/** After the point. */
const digits = {
  s: 2,
  ms: 3,
  core: 3,
  "core-s": 1,
  "starts/s": 1,
  "requests/s": 0,
  starts: 0,
  MB: 0,
  kB: 1,
  writes: 0,
  connections: 0,
  x: 2,
} as const;

const head = ["what", "runs", "median", "max", "beside", "ratio", "goal", "met"];

/** The figures as Markdown. */
export function figuresTable(figures: readonly Figure[]): string {
  return markdownTable(head, figures.map(row));
}

function row(figure: Figure): string[] {
  const { what, values, unit, beside, goal } = figure;
  return [
    what,
    String(values.length),
    text(median(values), unit),
    text(Math.max(...values), unit),
    beside ? text(median(beside), unit) : "",
    beside ? ratio(figure).toFixed(2) : "",
    goal ? goalText(goal, unit) : "",
    goal ? (isMet(figure) ? "yes" : "no") : "",
  ];
}

/** Undefined where there is no goal. */
export function isMet(figure: Figure): boolean | undefined {
  const { goal } = figure;
  if (!goal) return undefined;
  const value = judged(figure);
  return "atMost" in goal ? value <= goal.atMost : value >= goal.atLeast;
}

function judged(figure: Figure): number {
  const { values, beside = [], goal } = figure;
  if (goal?.of === "ratio") return ratio(figure);
  return goal?.of === "difference" ? median(values) - median(beside) : median(values);
}

function goalText(goal: NonNullable<Figure["goal"]>, unit: Unit): string {
  const [sign, value] = "atMost" in goal ? ["<=", goal.atMost] : [">=", goal.atLeast];
  if (goal.of === "ratio") return `${sign} ${value} x`;
  return `${sign} ${goal.of === "difference" ? "+ " : ""}${text(value, unit)}`;
}

function ratio({ values, beside = [] }: Figure): number {
  return median(values) / median(beside);
}

function text(value: number, unit: Unit): string {
  return `${value.toFixed(digits[unit])} ${unit}`;
}
