import { formatDuration, formatSize, KiB, MiB } from "./units";

const powers = { "": 0, k: 1, m: 2, g: 3, t: 4 };

/** `4.5Gi`, `512mb`, `1 GB` or a number of bytes as a size; what redis.conf and people call a gigabyte is a Gi. */
export function sizeMeant(text: string): string | undefined {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b?|bytes?)$/i.exec(text) ?? [];
  if (amount === undefined) return undefined;
  const bytes = Number(amount) * 1024 ** powers[unit.toLowerCase() as keyof typeof powers];
  if (unit === "" && bytes < MiB) return undefined;
  return bytes < KiB ? undefined : formatSize(Math.floor(bytes));
}

const spans: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const words = "milliseconds?|millis|msecs?|ms|minutes?|mins?|m|seconds?|secs?|s|hours?|hrs?|h|days?|d|weeks?|w";
const part = new RegExp(`(\\d+(?:\\.\\d+)?)\\s*(${words})`, "gi");

/** `1.5h`, `1h30m`, `90 sec` as a duration; a number without a unit may be anything. */
export function durationMeant(text: string): string | undefined {
  if (text.replace(part, "").trim() !== "") return undefined;
  const parts = [...text.matchAll(part)].map(([, amount, unit = ""]) => Number(amount) * (spans[unitOf(unit)] ?? 0));
  const total = parts.reduce((sum, one) => sum + one, 0);
  return parts.length > 0 && Number.isInteger(total) ? formatDuration(total) : undefined;
}

function unitOf(word: string): string {
  const lower = word.toLowerCase();
  return /^(ms|mil)/.test(lower) ? "ms" : lower.slice(0, 1);
}

/** `2` or `0.5` as cores. */
export function coresMeant(text: string): string | undefined {
  const number = Number(text.replace(/\s*(cores?|cpus?)$/i, ""));
  if (text === "" || !(number > 0)) return undefined;
  return Number.isInteger(number) ? String(number) : `${Math.round(number * 1000)}m`;
}
