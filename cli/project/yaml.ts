import { basename } from "node:path";
import type { Alias, Document, ParsedNode, ScalarTag, Tags } from "yaml";
import { isAlias, isMap, isScalar, LineCounter, parseDocument, visit } from "yaml";
import { UserError } from "../terminal/errors";
import { textAt } from "./yaml-text";

/** A file of Pulumi, read as the engine reads it (Go's yaml.v3), so that both see the same settings. */
export interface PulumiFile {
  /** Its contents; merge keys and anchors are resolved. */
  value: Record<string, unknown>;
  /** Where a key stands, such as `Pulumi.prod.yaml:12:5`; the nearest one above where it is not there. */
  place: (path: readonly string[]) => string;
  /** The text of a number, or of true or false, as it stands there; undefined for any other value. */
  textAt: (path: readonly string[]) => string | undefined;
}

/** Throws a UserError with file, line and column where it is no YAML, or no map. */
export function readPulumiFile(file: string, text: string): PulumiFile {
  const lines = new LineCounter();
  const document = parsePulumiYaml(text, lines);
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${basename(file)}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const refused = unreadable(text) ?? mistake(document);
  if (refused) throw new UserError(`${at(refused.at)}: ${refused.what}.`, refused.fix);
  const alias = unusableAlias(document);
  if (alias) throw new UserError(`${at(alias.range?.[0] ?? 0)}: *${alias.source} stands for nothing before it.`);
  readTimes(document);
  const value = contentsOf(document, at(0)) ?? {};
  if (typeof value !== "object" || Array.isArray(value)) throw new UserError(`${at(0)}: it must be a map of keys.`);
  return {
    value: value as Record<string, unknown>,
    place: (path) => at(offsetOf(document.contents, path)),
    textAt: (path) => textAt(document, path),
  };
}

interface Refused {
  at: number;
  what: string;
  fix?: string;
}

/** What the engine's reader takes nowhere in a file. */
const notPrintable = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function unreadable(text: string): Refused | undefined {
  const at = text.search(notPrintable);
  return at < 0 ? undefined : { at, what: "There is a control character, which no YAML may hold", fix: "Remove it." };
}

/** Of its warnings only a type that is none, such as `!!bool yes`, stops the engine too. */
function mistake({ errors, warnings }: Document.Parsed): Refused | undefined {
  const found = errors[0] ?? warnings.find(({ message }) => message.includes("tag:yaml.org,2002:"));
  if (!found) return undefined;
  const what = found.message.split(/ at line|\n/)[0]!.replace(/\.$/, "");
  const at = found.pos[0];
  if (found.code === "MULTIPLE_DOCS") {
    return { at, what: "A second document begins here, which Pulumi does not read", fix: "Remove it, with its ---." };
  }
  if (what.startsWith("Maximum call stack")) return { at, what: "There are too many brackets within brackets" };
  const needsQuotes = /^(Plain value cannot start with|Alias cannot be)/.test(what);
  return { at, what, fix: needsQuotes ? "Write the value in quotes." : undefined };
}

const time = /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt ](\d\d?):(\d\d?):(\d\d?))?(Z?)$/;

/** Days and times without quotes, which Go reads as such, in the form that settings take (`writtenSettings`). */
function readTimes(document: Document.Parsed): void {
  visit(document, {
    Scalar: (key, scalar) => {
      if (key !== "key" && scalar.type === "PLAIN" && scalar.tag === undefined) scalar.value = asTime(scalar.value);
    },
  });
}

function asTime(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const parts = time.exec(value)?.slice(1);
  if (!parts) return value;
  const zone = parts.pop();
  const [year, month, day, hour, ...rest] = parts.map((part) => part?.padStart(2, "0"));
  const isOfGo = hour === undefined ? zone === "" : value[10] === " " ? zone === "" : zone === "Z";
  if (!isOfGo || Number.isNaN(Date.parse(`${year}-${month}-${day}T00:00Z`))) return value;
  const clock = [hour, ...rest].join(":");
  return hour === undefined || clock === "00:00:00" ? `${year}-${month}-${day}` : `${year}-${month}-${day}T${clock}`;
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
  return parseDocument(text, {
    schema: "core", // whatever a %YAML line says
    merge: true,
    customTags: withGoNumbers,
    prettyErrors: true,
    lineCounter,
  });
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
