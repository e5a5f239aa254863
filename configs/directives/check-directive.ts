import type { DirectiveFact, ServerVersion } from "./facts";
import { directive, isIgnored, sentinelOption } from "./facts";
import { checkSpecial } from "./check-special";
import { splitArgs } from "./quoting";
import type { DirectiveValue } from "./values";
import { isRepeatable, parseMemory, parsePercent, parseWhole, valueLines, words } from "./values";

/**
 * Why this version refuses the directive with this value, as a part of a sentence; undefined where it takes it.
 * An ignored directive is not refused: ask isIgnored.
 */
export function checkDirective(server: ServerVersion, name: string, value: DirectiveValue): string | undefined {
  const fact = directive(server, name);
  if (!fact) return isIgnored(server, name) ? undefined : `is not known to ${describe(server)}`;

  const lines = valueLines(value);
  if (lines.length === 0) return "has no value";
  if (lines.length > 1 && !isRepeatable(fact)) return "takes one line: only the last of several would count";
  return firstReason(lines, (line) => checkLine(server, fact, line));
}

/** The same for Sentinel's file: its own options, `sentinel NAME [MASTER] VALUE`, and directives of the server. */
export function checkSentinelDirective(server: ServerVersion, name: string, value: DirectiveValue): string | undefined {
  const option = sentinelOption(server, name);
  if (option && !option.file && !directive(server, name)) return "is not an option of Sentinel's file";
  if (!option?.file) return checkDirective(server, name, value);

  const lines = valueLines(value);
  if (lines.length !== 1 && option.name !== "rename-command") return "takes one line";
  return firstReason(lines, (line) => breaksLine(line) ?? checkSentinelValue(option.type, option.min, line));
}

function checkSentinelValue(type: string, min: bigint | undefined, value: string): string | undefined {
  switch (type) {
    case "int":
      return checkNumber({ min }, parseWhole(value), "a whole number");
    case "bool":
      return oneOf(["yes", "no"], value);
    default:
      return undefined;
  }
}

function checkLine(server: ServerVersion, fact: DirectiveFact, line: string): string | undefined {
  return breaksLine(line) ?? checkValue(server, fact, line);
}

function checkValue(server: ServerVersion, fact: DirectiveFact, value: string): string | undefined {
  switch (fact.type) {
    case "bool":
      return oneOf(["yes", "no"], value);
    case "enum":
      return checkEnum(fact, value);
    case "int":
      return checkNumber(readable(fact), parseWhole(value), "a whole number");
    case "memory":
      return checkMemory(fact, value);
    case "memory|percent":
      return checkMemoryOrPercent(fact, value);
    case "octal":
      return checkNumber(fact, parseOctal(value), "octal digits like 700");
    case "special":
      return checkSpecial(server, fact.name, value);
    case "file":
      return checkWords(value);
    case "string":
      return undefined;
    default: {
      const exhaustiveCheck: never = fact.type;
      return exhaustiveCheck;
    }
  }
}

function checkEnum(fact: DirectiveFact, value: string): string | undefined {
  const values = fact.enum ?? [];
  if (!fact.multiArg) return oneOf(values, value);
  const list = words(value);
  return list.length === 0 ? `must be one of ${values.join(", ")}` : firstReason(list, (word) => oneOf(values, word));
}

function checkMemory(fact: DirectiveFact, value: string): string | undefined {
  return checkNumber(readable(fact), parseMemory(value), "bytes, or a number with kb, mb or gb");
}

/**
 * The bound of some is 2^64 - 1, but what does not fit into a signed number is refused as a whole number, and from 7.2
 * on read as a negative number of bytes.
 */
function readable({ min, max = largestSigned }: DirectiveFact): { min?: bigint; max: bigint } {
  return { min, max: max > largestSigned ? largestSigned : max };
}

const largestSigned = 2n ** 63n - 1n;

function checkMemoryOrPercent(fact: DirectiveFact, value: string): string | undefined {
  const percent = parsePercent(value);
  if (percent !== undefined) return checkNumber({ min: 0n, max: 100n }, percent, "a share");
  return checkNumber({ ...fact, min: 0n }, parseMemory(value), "bytes, a number with kb, mb or gb, or a share like 5%");
}

function checkWords(value: string): string | undefined {
  return splitArgs(value) ? undefined : "has quotes that are not closed";
}

function checkNumber(
  { min, max }: { min?: bigint; max?: bigint },
  value: bigint | undefined,
  what: string,
): string | undefined {
  if (value === undefined) return `must be ${what}`;
  if (min !== undefined && value < min) return `must be at least ${min}`;
  if (max !== undefined && value > max) return `must be at most ${max}`;
  return undefined;
}

function parseOctal(text: string): bigint | undefined {
  return /^[0-7]+$/.test(text) ? BigInt(`0o${text}`) : undefined;
}

function oneOf(values: readonly string[], value: string): string | undefined {
  return values.includes(value.toLowerCase()) || values.includes(value)
    ? undefined
    : `must be one of ${values.join(", ")}`;
}

/** A line break would start a directive of its own; NUL ends the text for a C program. */
function breaksLine(line: string): string | undefined {
  return /[\r\n\0]/.test(line) ? "must be one line of text" : undefined;
}

function firstReason(list: readonly string[], check: (item: string) => string | undefined): string | undefined {
  return list.map(check).find((reason) => reason !== undefined);
}

function describe({ engine, version }: ServerVersion): string {
  return `${engine === "redis" ? "Redis" : "Valkey"} ${version}`;
}
