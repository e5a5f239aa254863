import { InvalidArgumentError } from "commander";
import { milliseconds } from "../../configs";
import type { Duration } from "../../configs";

/** `1.2 MiB`, for people. */
export function humanBytes(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return power === 0 ? `${bytes} bytes` : `${(bytes / 1024 ** power).toFixed(1)} ${units[power]}`;
}

/** A duration among a command's options, in ms. */
export function parseDuration(text: string): number {
  if (!/^\d+(ms|s|m|h|d)$/.test(text)) throw new InvalidArgumentError("must be a duration such as 30s.");
  return milliseconds(text as Duration);
}

const thousands: Record<string, number> = { k: 1e3, M: 1e6, G: 1e9 };

/** A whole number among a command's options: `500`, `50k`, `1.5M`, `2G`. */
export function parseCount(text: string): number {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?)([kMG])?$/.exec(text) ?? [];
  const count = Number(digits) * (thousands[unit] ?? 1);
  if (digits === undefined || !Number.isInteger(count))
    throw new InvalidArgumentError("must be a number such as 500, 50k or 10M.");
  return count;
}

/** A share among a command's options: `0.2`, `20%`. */
export function parseShare(text: string): number {
  const [, digits, percent] = /^(\d+(?:\.\d+)?)(%)?$/.exec(text) ?? [];
  if (digits === undefined) throw new InvalidArgumentError("must be a share such as 0.2 or 20%.");
  return Number(digits) / (percent ? 100 : 1);
}
