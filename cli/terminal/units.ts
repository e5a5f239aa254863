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
