import type { DirectiveFact } from "./facts";

/** A directive's value as settings write it; an array is one line each. */
export type DirectiveValue = string | number | boolean | readonly string[];

const memoryUnits: Record<string, bigint> = {
  "": 1n,
  b: 1n,
  k: 1000n,
  kb: 1n << 10n,
  m: 1_000_000n,
  mb: 1n << 20n,
  g: 1_000_000_000n,
  gb: 1n << 30n,
};

type Directives = Readonly<Record<string, DirectiveValue>>;

/** What is written for a directive, with the name as written: Redis reads it in upper and lower case. */
export function writtenFor(directives: Directives, name: string): [string, DirectiveValue] | undefined {
  return Object.entries(directives).find(([written]) => written.toLowerCase() === name);
}

/** The text that a file would have for a directive on one line; undefined where it is left out. */
export function textFor(directives: Directives, name: string): string | undefined {
  const found = writtenFor(directives, name);
  return found && valueLines(found[1]).join(" ");
}

/** Directives that a file may hold on several lines, each adding to the one before. */
const repeatable = ["client-output-buffer-limit", "include", "loadmodule", "rename-command", "save", "user"];

/** True where several lines of the directive add up instead of the last one counting. */
export function isRepeatable(fact: DirectiveFact): boolean {
  return repeatable.includes(fact.name);
}

/** The text of each line: `true` is `yes`, an array is one line each. */
export function valueLines(value: DirectiveValue): string[] {
  if (typeof value === "boolean") return [value ? "yes" : "no"];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

/** A whole number as Redis reads it: no sign plus, no leading zeros, no spaces. */
export function parseWhole(text: string): bigint | undefined {
  return /^(0|-?[1-9]\d*)$/.test(text) ? BigInt(text) : undefined;
}

/** Bytes of `512`, `100k` (100000) or `100kb` (102400); undefined where Redis would not read it. */
export function parseMemory(text: string): bigint | undefined {
  const [, digits, unit] = /^(-?\d+)([a-z]*)$/i.exec(text) ?? [];
  const factor = memoryUnits[(unit ?? "").toLowerCase()];
  return digits === undefined || factor === undefined ? undefined : BigInt(digits) * factor;
}

/** A share of 0 to 100 of `5%`. */
export function parsePercent(text: string): bigint | undefined {
  const [, digits] = /^(\d+)%$/.exec(text) ?? [];
  return digits === undefined ? undefined : BigInt(digits);
}

/** The words of a line; a lone `""` is no word. */
export function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "" && word !== '""');
}

/** Groups of n words each; the last may be shorter. */
export function groupsOf(n: number, list: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(list.length / n) }, (_, i) => list.slice(i * n, (i + 1) * n));
}
