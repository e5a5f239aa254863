import * as fc from "fast-check";
import { canLeaveOut, channelRules, reachesSentinels } from "../../../configs/acl/channels";

const prefix = "__sentinel__:";

test.each([
  "*",
  "_*",
  "__sentinel__:*",
  "__sentinel__:hello",
  "?_sentinel*",
  "*hello",
  "[^a]*",
  "[a-z_]?s*",
  "\\_*",
  "[",
])("%s may reach them, unless it matches nothing", (pattern) => {
  expect(reachesSentinels(pattern)).toBe(pattern !== "[");
});

test.each([
  "",
  "news",
  "news:*",
  "[a-z]*",
  "__sentinel__",
  "__keyevent@0__:*",
  "\\*",
  "[^_]*",
  "__sentinel_[^_]*",
  "_",
])("%s cannot", (pattern) => {
  expect(reachesSentinels(pattern)).toBe(false);
});

/** Patterns with the letters of the prefix in them, so that many come near it. */
const patterns = fc
  .array(
    fc.oneof(
      fc.constantFrom("*", "?", "\\", "[", "]", "^", "-", "x"),
      fc.nat({ max: prefix.length }).map((n) => prefix.slice(0, n)),
      fc.constantFrom(...prefix),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));
const channels = fc
  .tuple(fc.nat({ max: prefix.length }), fc.stringMatching(/^[x_:*[]{0,3}$/))
  .map(([n, rest]) => prefix.slice(0, n) + rest)
  .filter((channel) => channel !== "");

test("no rule for any pattern that is not refused holds a channel of Sentinel, and none else is lost", () => {
  fc.assert(
    fc.property(patterns, channels, (pattern, channel) => {
      fc.pre(!reachesSentinels(pattern) || canLeaveOut(pattern));
      const allowed = channelRules(pattern).some((rule) => matches(rule.slice(1), channel));
      expect(allowed).toBe(matches(pattern, channel) && !channel.startsWith(prefix));
    }),
    {
      numRuns: 5000,
      examples: [
        ["*", "_"],
        ["*", prefix],
        ["_*", "__sentinel__"],
        ["__sentinel__*", "__sentinel__x"],
      ],
    },
  );
});

test("a pattern that is refused but for what follows the prefix matches a channel of Sentinel", () => {
  fc.assert(
    fc.property(patterns, fc.stringMatching(/^[x_:*]{0,3}$/), (pattern, rest) => {
      fc.pre(matches(pattern, prefix + rest));
      expect(reachesSentinels(pattern)).toBe(true);
    }),
    { numRuns: 5000 },
  );
});

/** By a regular expression, for want of Redis; the process tests have that. */
function matches(pattern: string, text: string): boolean {
  let source = "";
  for (let i = 0; i < pattern.length; i++) {
    const letter = pattern[i]!;
    if (letter === "*") source += ".*";
    else if (letter === "?") source += ".";
    else if (letter === "[") {
      const [set, end] = setOf(pattern, i + 1);
      source += set;
      i = end;
    } else source += literal(letter === "\\" && i + 1 < pattern.length ? pattern[++i]! : letter);
  }
  return new RegExp(`^${source}$`, "su").test(text);
}

function setOf(pattern: string, start: number): [string, number] {
  const negated = pattern[start] === "^";
  const members: string[] = [];
  let i = negated ? start + 1 : start;
  for (; i < pattern.length && pattern[i] !== "]"; i++) {
    if (pattern[i] === "\\" && i + 1 < pattern.length) members.push(literal(pattern[++i]!));
    else if (pattern[i + 1] === "-" && i + 2 < pattern.length) {
      const [from, to] = [pattern[i]!, pattern[i + 2]!].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
      members.push(`${literal(from!)}-${literal(to!)}`);
      i += 2;
    } else members.push(literal(pattern[i]!));
  }
  if (members.length === 0) return [negated ? "." : "(?!)", i];
  return [`[${negated ? "^" : ""}${members.join("")}]`, i];
}

function literal(letter: string): string {
  return `\\u{${letter.codePointAt(0)!.toString(16)}}`;
}
