import { basename } from "node:path";
import type { Alias, Document, ParsedNode, ScalarTag, Tags } from "yaml";
import { isAlias, isMap, isScalar, LineCounter, parseDocument, visit } from "yaml";
import { UserError } from "../terminal/errors";

/** A file of Pulumi, read as the engine reads it (Go's yaml.v3), so that both see the same settings. */
export interface PulumiFile {
  /** Its contents; merge keys and anchors are resolved. */
  value: Record<string, unknown>;
  /** Where a key stands, such as `Pulumi.prod.yaml:12:5`; the nearest one above where it is not there. */
  place: (path: readonly string[]) => string;
}

/** Throws a UserError with file, line and column where it is no YAML, or no map. */
export function readPulumiFile(file: string, text: string): PulumiFile {
  const lines = new LineCounter();
  const document = parsePulumiYaml(text, lines);
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${basename(file)}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const [error] = document.errors;
  if (error) throw new UserError(`${at(error.pos[0])}: ${error.message.split(/ at line|\n/)[0]!}.`);
  const alias = unusableAlias(document);
  if (alias) throw new UserError(`${at(alias.range?.[0] ?? 0)}: *${alias.source} stands for nothing before it.`);
  const value = contentsOf(document, at(0)) ?? {};
  if (typeof value !== "object" || Array.isArray(value)) throw new UserError(`${at(0)}: it must be a map of keys.`);
  return { value: value as Record<string, unknown>, place: (path) => at(offsetOf(document.contents, path)) };
}

/** Anchors within anchors may stand for more than any memory holds; the parser counts them. */
function contentsOf(document: Document.Parsed, place: string): unknown {
  try {
    return document.toJS() as unknown;
  } catch (error) {
    throw new UserError(`${place}: ${(error as Error).message}.`);
  }
}

/** One of an anchor that is not there, or that it is itself a part of. */
function unusableAlias(document: Document.Parsed): Alias | undefined {
  let found: Alias | undefined;
  visit(document, {
    Alias: (_, alias, ancestors) => {
      const meant = alias.resolve(document);
      if (meant && !ancestors.includes(meant)) return undefined;
      found = alias;
      return visit.BREAK;
    },
  });
  return found;
}

/** The document, to be changed and written again. */
export function parsePulumiYaml(text: string, lineCounter?: LineCounter) {
  return parseDocument(text, { merge: true, customTags: withGoNumbers, prettyErrors: true, lineCounter });
}

/** Go's ParseInt with base 0: a leading 0 is octal, and `_` counts for nothing. */
const wholeNumber: ScalarTag = {
  tag: "tag:yaml.org,2002:int",
  default: true,
  identify: (value) => typeof value === "number" && Number.isInteger(value),
  test: /^[-+]?(0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|\d[\d_]*)$/,
  resolve: (text) => {
    const [, sign = "", digits = ""] = /^([-+]?)(.*)$/.exec(text.replaceAll("_", "")) ?? [];
    const isOctal = /^0[0-7]+$/.test(digits);
    return (sign === "-" ? -1 : 1) * Number(isOctal ? `0o${digits}` : digits);
  },
};

function withGoNumbers(tags: Tags): Tags {
  const others = tags.filter((tag) => typeof tag === "string" || tag.tag !== wholeNumber.tag);
  return [wholeNumber, ...others];
}

function offsetOf(node: ParsedNode | null, path: readonly string[]): number {
  const [key, ...rest] = path;
  const start = node?.range[0] ?? 0;
  if (key === undefined || !isMap(node)) return start;
  const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  if (!pair) return start;
  const place = pair.key.range[0];
  return rest.length === 0 || isAlias(pair.value) || !isMap(pair.value)
    ? place
    : rest.some((_, i) => has(pair.value as ParsedNode, rest.slice(0, i + 1)))
      ? offsetOf(pair.value, rest)
      : place;
}

function has(node: ParsedNode, [key]: readonly string[]): boolean {
  return isMap(node) && node.items.some((item) => isScalar(item.key) && String(item.key.value) === key);
}
