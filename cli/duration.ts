import { InvalidArgumentError } from "commander";
import { milliseconds } from "../configs";
import type { Duration } from "../configs";

/** A duration among a command's options, in ms. */
export function parseDuration(text: string): number {
  if (!/^\d+(ms|s|m|h|d)$/.test(text)) throw new InvalidArgumentError("must be a duration such as 30s.");
  return milliseconds(text as Duration);
}
