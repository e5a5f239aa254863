const sentinelChannels = "__sentinel__:";

/** The pattern, to which all that it means but Sentinel's channels can be allowed. */
export const everyChannel = "*";

/**
 * Whether a channel of Sentinel may match: one message there moves Sentinels to another master. True too where what
 * follows the prefix matches nothing.
 */
export function reachesSentinels(pattern: string): boolean {
  const parts = partsOf(pattern);
  let places = openPlaces(parts, [0]);
  for (const letter of sentinelChannels) {
    const next = places.flatMap((place) => {
      const part = parts[place];
      if (part === undefined) return [];
      if (part === "anything") return [place];
      return part(letter) ? [place + 1] : [];
    });
    places = openPlaces(parts, next);
  }
  return places.length > 0;
}

/** Whether it is the beginning of Sentinel's prefix and `*`: then `channelRules` leaves Sentinel's channels out. */
export function canLeaveOut(pattern: string): boolean {
  return pattern.endsWith("*") && pattern.length <= sentinelChannels.length && isBeginning(pattern.slice(0, -1));
}

function isBeginning(text: string): boolean {
  return sentinelChannels.startsWith(text);
}

/**
 * Rules for a pattern, none of which holds a channel of Sentinel. Rules only allow, so in place of `*` these are the
 * names that differ from the prefix at its first, second, ... letter, and those that end within it.
 */
export function channelRules(pattern: string): string[] {
  if (!canLeaveOut(pattern)) return [`&${pattern}`];
  return [...sentinelChannels].flatMap((letter, i) => {
    if (i < pattern.length - 1) return [];
    const same = sentinelChannels.slice(0, i);
    return [`&${same}[^${letter}]*`, ...(i > 0 ? [`&${same}`] : [])];
  });
}

type Part = "anything" | ((letter: string) => boolean);

/** A pattern as Redis reads it (util.c: stringmatchlen). */
function partsOf(pattern: string): Part[] {
  const parts: Part[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const letter = pattern[i]!;
    if (letter === "*") parts.push("anything");
    else if (letter === "?") parts.push(() => true);
    else if (letter === "[") {
      const { part, end } = setAt(pattern, i + 1);
      parts.push(part);
      i = end;
    } else {
      const meant = letter === "\\" && i + 1 < pattern.length ? pattern[++i]! : letter;
      parts.push((other) => other === meant);
    }
  }
  return parts;
}

/** `[^a-z]`, from behind its bracket on; without a closing bracket it goes on to the end. */
function setAt(pattern: string, start: number): { part: Part; end: number } {
  const negated = pattern[start] === "^";
  const ranges: [string, string][] = [];
  let i = negated ? start + 1 : start;
  for (; i < pattern.length && pattern[i] !== "]"; i++) {
    if (pattern[i] === "\\" && i + 1 < pattern.length) ranges.push([pattern[++i]!, pattern[i]!]);
    else if (pattern[i + 1] === "-" && i + 2 < pattern.length) {
      const [from, to] = [pattern[i]!, pattern[i + 2]!];
      ranges.push(from < to ? [from, to] : [to, from]);
      i += 2;
    } else ranges.push([pattern[i]!, pattern[i]!]);
  }
  const holds = (letter: string) => ranges.some(([from, to]) => from <= letter && letter <= to);
  return { part: (letter) => holds(letter) !== negated, end: i };
}

/** With those behind each `*`, which may stand for nothing. */
function openPlaces(parts: readonly Part[], places: readonly number[]): number[] {
  const open = new Set<number>();
  for (const place of places) {
    for (let at = place; ; at++) {
      open.add(at);
      if (parts[at] !== "anything") break;
    }
  }
  return [...open];
}
