import type { DirectiveFact, ServerVersion } from "./facts";
import { directive } from "./facts";
import type { DirectiveValue } from "./values";
import { groupsOf, parseMemory, parseWhole, valueLines, words } from "./values";

/**
 * True where both values mean the same to this server, whatever way they are written: `100kb` and `102400`,
 * `KEA` and `AKE`, `replica` and `slave`, hz 9999 and 500.
 */
export function sameValue(server: ServerVersion, name: string, a: DirectiveValue, b: DirectiveValue): boolean {
  const fact = directive(server, name);
  return fact
    ? canonicalValue(fact, a) === canonicalValue(fact, b)
    : valueLines(a).join("\n") === valueLines(b).join("\n");
}

/** One spelling for all values that mean the same. */
function canonicalValue(fact: DirectiveFact, value: DirectiveValue): string {
  const text = valueLines(value).join(" ").trim();
  switch (fact.type) {
    case "bool":
      return text.toLowerCase();
    case "enum":
      return canonicalEnum(fact, text);
    case "int":
      return canonicalInt(fact, text);
    case "memory":
    case "memory|percent":
      return canonicalMemory(fact, text);
    case "octal":
      return text.replace(/^0+(?=\d)/, "");
    case "special":
      return canonicalSpecial(fact, text);
    case "string":
    case "file":
      return text === '""' ? "" : text;
    default: {
      const exhaustiveCheck: never = fact.type;
      return exhaustiveCheck;
    }
  }
}

function canonicalEnum(fact: DirectiveFact, text: string): string {
  const chosen = words(text.toLowerCase()).sort().join(" ");
  // Two names for one value; CONFIG GET answers with the older.
  return fact.name === "oom-score-adj" && chosen === "relative" ? "yes" : chosen;
}

function canonicalInt(fact: DirectiveFact, text: string): string {
  const value = parseWhole(text);
  if (value === undefined) return text;
  // updateHZ cuts silently.
  return String(fact.name === "hz" ? clamp(1n, 500n, value) : value);
}

function canonicalMemory(fact: DirectiveFact, text: string): string {
  const value = parseMemory(text);
  if (value === undefined) return text;
  // A smaller backlog is raised silently.
  return String(fact.name === "repl-backlog-size" && value < 16_384n ? 16_384n : value);
}

function canonicalSpecial(fact: DirectiveFact, text: string): string {
  switch (fact.name) {
    case "save":
      return unique(groupsOf(2, words(text)).map((pair) => pair.join(" "))).join(" ");
    case "client-output-buffer-limit":
      return canonicalOutputBufferLimit(fact, text);
    case "notify-keyspace-events":
      return canonicalKeyspaceEvents(text);
    case "latency-tracking-info-percentiles":
      return words(text).map(Number).join(" ");
    default:
      return words(text).join(" ");
  }
}

/** Classes that are not named keep their default; CONFIG GET names them all. */
function canonicalOutputBufferLimit(fact: DirectiveFact, text: string): string {
  const limits = new Map<string, string>();
  for (const [kind = "", ...limit] of [...groupsOf(4, words(fact.default)), ...groupsOf(4, words(text))]) {
    const name = kind.toLowerCase() === "slave" ? "replica" : kind.toLowerCase();
    limits.set(name, limit.map((word) => String(parseMemory(word) ?? word)).join(" "));
  }
  return [...limits].map(([name, limit]) => `${name} ${limit}`).join(" ");
}

/** `A` stands for all classes but `m` and `n`; without `K` or `E` nothing is sent, which counts as other text only. */
function canonicalKeyspaceEvents(text: string): string {
  const flags = text === '""' ? "" : text.replace("A", "g$lshzxetd");
  return unique([...flags]).join("");
}

function clamp(min: bigint, max: bigint, value: bigint): bigint {
  return value < min ? min : value > max ? max : value;
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)].sort();
}
