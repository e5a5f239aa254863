import { splitArgs } from "../directives/quoting";
import type { Directive } from "./conf-format";

/** The directives of a configuration file by the quoting rules of Redis; throws where a line has open quotes. */
export function parseConf(text: string): Directive[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map(parseLine);
}

function parseLine(line: string): Directive {
  const [name, ...args] = splitArgs(line) ?? [];
  if (name === undefined) throw new Error(`Unbalanced quotes in configuration line: ${line}`);
  return { name, args };
}
