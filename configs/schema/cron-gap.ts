import { type CronFields, everySeconds, needsBoth, readFields } from "./cron";

const day = 24 * 60;

const shorthands: Record<string, string> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

/** The longest time between two runs of a schedule of Kubernetes, in seconds; a change of the clock adds an hour. */
export function longestGap(schedule: string): number {
  const every = everySeconds(schedule);
  if (every !== undefined) return every;
  const read = readFields(shorthands[schedule] ?? schedule);
  if (typeof read === "string") throw new RangeError(`"${schedule}" ${read}`);
  return 60 * longestGapMinutes(read);
}

/** The shortest time between two runs within an hour, in minutes; an hour where there is one run in it. */
export function shortestGap(schedule: string): number {
  const every = everySeconds(schedule);
  if (every !== undefined) return every / 60;
  const read = readFields(shorthands[schedule] ?? schedule);
  const minutes = typeof read === "string" ? [] : [...read.values[0]!].sort((a, b) => a - b);
  return Math.min(60, ...gaps(minutes));
}

function longestGapMinutes(fields: CronFields): number {
  const [minutes, hours] = fields.values;
  const times = [...hours!].flatMap((hour) => [...minutes!].map((minute) => 60 * hour + minute));
  times.sort((a, b) => a - b);
  const withinDay = gaps(times);
  const overnight = gaps(daysOf(fields)).map((days) => days * day - times.at(-1)! + times[0]!);
  return Math.max(...withinDay, ...overnight);
}

/** Days on which it runs, as numbers since a 1st of January; nine years have two 29ths of February. */
function daysOf(fields: CronFields): number[] {
  const [, , days, months, weekdays] = fields.values;
  const start = Date.UTC(2024, 0, 1);
  const both = needsBoth(fields);
  return Array.from({ length: 9 * 366 }, (_, index) => index).filter((index) => {
    const date = new Date(start + index * 86_400_000);
    const [inDays, inWeek] = [days!.has(date.getUTCDate()), weekdays!.has(date.getUTCDay())];
    return months!.has(date.getUTCMonth() + 1) && (both ? inDays && inWeek : inDays || inWeek);
  });
}

function gaps(sorted: readonly number[]): number[] {
  return sorted.slice(1).map((value, index) => value - sorted[index]!);
}
