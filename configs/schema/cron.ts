/** What `schedule` of a CronJob may be: the rules of the parser that Kubernetes uses (robfig/cron, ParseStandard). */

interface Field {
  name: string;
  min: number;
  max: number;
  words?: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const fields: readonly Field[] = [
  { name: "minute", min: 0, max: 59 },
  { name: "hour", min: 0, max: 23 },
  { name: "day of the month", min: 1, max: 31 },
  { name: "month", min: 1, max: 12, words: months },
  { name: "day of the week", min: 0, max: 6, words: weekdays },
];

const shorthands = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every (\d+(\.\d+)?(h|m|s))+)$/;

/** Why Kubernetes refuses a schedule, or never runs it; undefined where it does neither. */
export function cronProblem(schedule: string): string | undefined {
  if (schedule.startsWith("@")) {
    return shorthands.test(schedule) ? undefined : "must be one of @hourly, @daily, @weekly, @monthly, @yearly";
  }
  const parts = schedule.split(" ").filter((part) => part !== "");
  if (parts.length !== fields.length) {
    return 'must be five fields of cron, such as "17 3 * * *", or @hourly, @daily, @weekly, @monthly';
  }
  const values: Set<number>[] = [];
  for (const [index, field] of fields.entries()) {
    const read = readField(parts[index]!, field);
    if (typeof read === "string") return read;
    values.push(read);
  }
  return everRuns(parts, values) ? undefined : "never runs: no month that it names has such a day";
}

function readField(text: string, field: Field): Set<number> | string {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const range = readRange(part, field);
    if (typeof range === "string")
      return `is refused by Kubernetes: the ${field.name} ${JSON.stringify(part)} ${range}`;
    for (let value = range.from; value <= range.to; value += range.step) values.add(value);
  }
  return values;
}

/** `*`, `5`, `1-5`, each with `/2` behind it. */
function readRange(text: string, field: Field): { from: number; to: number; step: number } | string {
  const [base = "", step = "1", ...more] = text.split("/");
  const [first = "", last, ...others] = base.split("-");
  if (more.length > 0 || others.length > 0) return "has too many parts";
  if (!/^\d+$/.test(step)) return "has a step that is no number";
  if (Number(step) === 0) return "has a step of 0";
  if (base === "*" || base === "?") return { from: field.min, to: field.max, step: Number(step) };

  const from = valueOf(first, field);
  const to = last === undefined ? (text.includes("/") ? field.max : from) : valueOf(last, field);
  if (from === undefined || to === undefined) return `is ${field.words ? "no number or name" : "no number"}`;
  if (from < field.min || to > field.max) return `is outside ${field.min} to ${field.max}`;
  return from > to ? "begins behind its end" : { from, to, step: Number(step) };
}

function valueOf(text: string, { min, words }: Field): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const index = words?.indexOf(text.toLowerCase()) ?? -1;
  return index < 0 ? undefined : index + min;
}

/** In leap years February has 29 days. */
const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Where both are given, a day of the month or a day of the week is enough. */
function everRuns(parts: readonly string[], [, , days, monthsNamed]: readonly Set<number>[]): boolean {
  if (!/^[*?]/.test(parts[4]!)) return true;
  const firstDay = Math.min(...days!);
  return [...monthsNamed!].some((month) => firstDay <= longestMonths[month - 1]!);
}
