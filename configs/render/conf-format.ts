import { quoteArg } from "../directives/quoting";

/** One line of a configuration file: a name and its words, not quoted. */
export interface Directive {
  name: string;
  args: string[];
}

/** Lines under a heading of their own. */
export interface Section {
  title: string;
  directives: Directive[];
}

/** A directive of these words; numbers as they are, booleans as yes or no. */
export function line(name: string, ...args: (string | number | bigint | boolean)[]): Directive {
  return { name, args: args.map((arg) => (typeof arg === "boolean" ? yesNo(arg) : String(arg))) };
}

/**
 * The text of a file: headings, one directive a line, sorted in its section, so that a change is one line of a diff.
 */
export function formatConf(sections: readonly Section[]): string {
  return sections
    .filter(({ directives }) => directives.length > 0)
    .map(formatSection)
    .join("\n");
}

/** The directives of a file in the order of its lines. */
export function directivesIn(sections: readonly Section[]): Directive[] {
  return sections.flatMap(({ directives }) => inOrder(directives));
}

/** Bytes in the largest unit that holds them exactly: `768mb`. */
export function formatBytes(bytes: number): string {
  for (const [unit, size] of Object.entries({ gb: 2 ** 30, mb: 2 ** 20, kb: 2 ** 10 })) {
    if (bytes > 0 && bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return String(bytes);
}

/** `yes` or `no`, as Redis and the scripts write it. */
export function yesNo(value: boolean): string {
  return value ? "yes" : "no";
}

function formatSection({ title, directives }: Section): string {
  return [`# --- ${title}`, ...inOrder(directives).map(formatDirective), ""].join("\n");
}

/** By code unit of the lines: the order must not depend on the machine's locale. */
function inOrder(directives: readonly Directive[]): Directive[] {
  const lines = directives.map((directive) => [formatDirective(directive), directive] as const);
  return lines.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, directive]) => directive);
}

function formatDirective({ name, args }: Directive): string {
  return [name, ...args.map(quoteArg)].join(" ");
}
