import { groupsOf, parseMemory, parsePercent, words } from "../configs/directives/values";
import type { DirectiveChange } from "./node-files";

/**
 * Whose connections a running server closes because a directive has another value, in words; undefined where nobody's.
 */
export function closedByDirective({ name, from = "", to = "" }: DirectiveChange): string | undefined {
  switch (name) {
    case "timeout":
      return isLess(Number(from), Number(to)) ? `those of clients that are idle for ${to} s` : undefined;
    case "maxmemory-clients":
      return isLess(limitOf(from, to), limitOf(to, to))
        ? "those of the largest clients, where all take more"
        : undefined;
    case "client-query-buffer-limit":
    case "proto-max-bulk-len":
      return isLess(limitOf(from, to), limitOf(to, to))
        ? `those of clients that send more than ${to} at once`
        : undefined;
    case "client-output-buffer-limit":
      return closedByBuffers(from, to);
    default:
      return undefined;
  }
}

function closedByBuffers(from: string, to: string): string | undefined {
  const [before, after] = [limitsOf(from), limitsOf(to)];
  const kinds = [...after.keys()].filter((kind) => {
    const [old, now] = [before.get(kind), after.get(kind)!];
    return old !== undefined && now.some((limit, i) => isLess(old[i]!, limit));
  });
  return kinds.length === 0 ? undefined : `those of class ${kinds.join(" and ")} that leave more unread`;
}

/** Of each class the hard and the soft limit, and for how long the soft one may be passed. */
function limitsOf(text: string): Map<string, number[]> {
  return new Map(
    groupsOf(4, words(text)).map(([kind = "", ...limits]) => [kind, limits.map((limit) => limitOf(limit, limit))]),
  );
}

/** In bytes; of a share and a size nobody knows here which is less. */
function limitOf(text: string, other: string): number {
  if ((parsePercent(text) === undefined) !== (parsePercent(other) === undefined)) return Infinity;
  return Number(parsePercent(text) ?? parseMemory(text) ?? 0n);
}

/** Zero is no limit. */
function isLess(from: number, to: number): boolean {
  return to !== 0 && (from === 0 || to < from);
}

/**
 * Whether the second line of a user names fewer channels than the first: a server closes the connections that listen to
 * the others.
 */
export function hearsLess(from: string, to: string): boolean {
  const [before, after] = [channelsIn(from), channelsIn(to)];
  return !after.includes("&*") && before.some((channel) => !after.includes(channel));
}

/** Those of its selectors too. */
function channelsIn(line: string): string[] {
  return line.split(/[ ()]/).filter((word) => word.startsWith("&"));
}
