import { distance } from "fastest-levenshtein";

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

const names = ["yearly", "annually", "monthly", "weekly", "daily", "midnight", "hourly"].map((name) => `@${name}`);

/** Why Kubernetes refuses a schedule, or never runs it; undefined where it does neither. */
export function cronProblem(schedule: string): string | undefined {
  if (schedule.startsWith("@every ")) return everyProblem(schedule);
  if (schedule.startsWith("@")) {
    return names.includes(schedule)
      ? undefined
      : "must be one of @hourly, @daily, @weekly, @monthly, @yearly, or such as @every 6h";
  }
  const read = readFields(schedule);
  if (typeof read === "string") return read;
  return everRuns(read) ? undefined : "never runs: no month that it names has such a day";
}

/** What a time of day, or a schedule with seconds or a time zone means; undefined where that is not clear. */
export function scheduleMeant(text: string): string | undefined {
  const [, zone, rest] = /^(?:CRON_TZ|TZ)=(\S+)\s+(.*)$/.exec(text) ?? [];
  const [, hour, minute] = /^(\d\d?):(\d\d)$/.exec(text) ?? [];
  const [, ofQuartz] = /^0+\s+(\S+(?:\s+\S+){4})$/.exec(text) ?? [];
  const short = shorthandMeant(text);
  if (short !== undefined) return `"${short}"`;
  const meant =
    rest ?? (hour !== undefined ? `${Number(minute)} ${Number(hour)} * * *` : ofQuartz?.replaceAll("?", "*"));
  if (meant === undefined || cronProblem(meant) !== undefined) return undefined;
  return zone === undefined ? `"${meant}"` : `"${meant}", and ${zone} as backup.timeZone`;
}

/** `daily` and `@dayly` as @daily, `every 6h` as @every 6h. */
function shorthandMeant(text: string): string | undefined {
  const [, span] = /^every +(\S+)$/i.exec(text) ?? [];
  const short = span === undefined ? nearestOf(`@${text.replace(/^@/, "").toLowerCase()}`) : `@every ${span}`;
  return short === undefined || cronProblem(short) !== undefined ? undefined : short;
}

function nearestOf(text: string): string | undefined {
  return names.find((name) => distance(name, text) <= 1);
}

const everyUnits: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, μs: 1e-6, ns: 1e-9 };
const everyPart = /(\d+\.?\d*|\.\d+)(h|ms|m|s|us|µs|μs|ns)/g;
const longestDuration = 2 ** 63 / 1e9;

/** Whole seconds of `@every 1h30m`, as Go reads durations; undefined where it does not. */
export function everySeconds(schedule: string): number | undefined {
  const [, sign, text = ""] = /^@every ([-+]?)(.*)$/.exec(schedule) ?? [];
  const total = [...text.matchAll(everyPart)].reduce(
    (sum, [, digits, unit]) => sum + Number(digits) * everyUnits[unit!]!,
    0,
  );
  if (text === "" || text.replace(everyPart, "") !== "" || total >= longestDuration) return undefined;
  return sign === "-" ? -total : Math.floor(total);
}

function everyProblem(schedule: string): string | undefined {
  const seconds = everySeconds(schedule);
  if (seconds === undefined) return "must have hours, minutes or seconds behind @every, such as @every 1h30m";
  return seconds < 60 ? "must be @every 1m or more: each run is a pod" : undefined;
}

/** The five fields of a schedule: minutes, hours, days of the month, months, days of the week. */
export interface CronFields {
  values: readonly Set<number>[];
  /** Whether a field says `*` among others; `*` with a step above 1 is a list like any other. */
  any: readonly boolean[];
}

/** What a schedule of five fields says, or why it is refused. */
export function readFields(schedule: string): CronFields | string {
  const parts = schedule.split(/\s+/).filter((part) => part !== "");
  if (parts.length !== fields.length) {
    return 'must be five fields of cron, such as "17 3 * * *", or @hourly, @daily, @weekly, @monthly';
  }
  const read = fields.map((field, index) => readField(parts[index]!, field));
  const problem = read.find((field) => typeof field === "string");
  if (problem !== undefined) return problem;
  const lists = read as Exclude<(typeof read)[number], string>[];
  return { values: lists.map(({ values }) => values), any: lists.map(({ any }) => any) };
}

/** Nothing between two commas counts for nothing. */
function readField(text: string, field: Field): { values: Set<number>; any: boolean } | string {
  const ranges = text.split(",").filter((part) => part !== "");
  const values = new Set<number>();
  let any = false;
  for (const part of ranges) {
    const range = readRange(part, field);
    if (typeof range === "string")
      return `has ${field.name === "hour" ? "an" : "a"} ${field.name} ${JSON.stringify(part)} that ${range}`;
    for (let value = range.from; value <= range.to; value += range.step) values.add(value);
    any ||= range.any;
  }
  return values.size > 0 ? { values, any } : `names no ${field.name}`;
}

interface Range {
  from: number;
  to: number;
  step: number;
  any: boolean;
}

/** `*`, `5`, `1-5`, each with `/2` behind it. */
function readRange(text: string, field: Field): Range | string {
  const [base = "", stepText = "1", ...more] = text.split("/");
  const [first = "", last, ...others] = base.split("-");
  if (more.length > 0 || others.length > 0) return "has too many parts";
  const step = wholeOf(stepText);
  if (step === undefined) return "has a step that is no number";
  if (step === 0) return "has a step of 0";
  if (first === "*" || first === "?") {
    if (last !== undefined) return `is all of ${first} to Kubernetes, which does not read what follows it`;
    return { from: field.min, to: field.max, step, any: step === 1 };
  }
  const from = valueOf(first, field);
  const to = last === undefined ? (text.includes("/") ? field.max : from) : valueOf(last, field);
  if (from === undefined || to === undefined) return `is ${field.words ? "no number or name" : "no number"}`;
  if (from < field.min || to > field.max) {
    return `is outside ${field.min} to ${field.max}${field.words === weekdays ? ", where 0 is Sunday" : ""}`;
  }
  return from > to ? "begins behind its end" : { from, to, step, any: false };
}

function valueOf(text: string, { min, words }: Field): number | undefined {
  const index = words?.indexOf(text.toLowerCase()) ?? -1;
  return index < 0 ? wholeOf(text) : index + min;
}

function wholeOf(text: string): number | undefined {
  return /^\+?\d+$/.test(text) ? Number(text) : undefined;
}

/** Whether a day has to be right by its date and by its weekday; else one of the two is enough. */
export function needsBoth({ any }: CronFields): boolean {
  return any[2]! || any[4]!;
}

/** In leap years February has 29 days. */
const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Where both are needed, one of them is every day. */
function everRuns(read: CronFields): boolean {
  if (!read.any[4]!) return true;
  const [, , days, months] = read.values;
  const firstDay = Math.min(...days!);
  return [...months!].some((month) => firstDay <= longestMonths[month - 1]!);
}
