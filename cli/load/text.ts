import pc from "picocolors";
import type { LoadResult } from ".";

/** One line: what became of the writes. */
export function loadText({ plain, acknowledged, refused, longestPauseMs, lost, unread }: LoadResult): string {
  return [
    `${acknowledged} writes acknowledged`,
    refusedText(refused),
    `longest pause ${longestPauseMs} ms`,
    lostText({ plain, lost, unread }),
  ].join(", ");
}

export function refusedText(refused: Readonly<Record<string, number>>): string {
  const total = Object.values(refused).reduce((sum, count) => sum + count, 0);
  if (total === 0) return "0 errors";
  const reasons = Object.entries(refused).map(([reason, count]) => `${count} ${reason}`);
  return pc.red(`${total} errors (${reasons.join(", ")})`);
}

function lostText({ plain, lost, unread }: Pick<LoadResult, "plain" | "lost" | "unread">): string {
  if (lost === undefined) return pc.red(`not known whether one is lost, because reading back failed: ${unread}`);
  if (plain) return lost === 0 ? "no plain write lost" : pc.red(`${lost} plain writes lost`);
  return lost === 0 ? "no write lost that WAIT 1 acknowledged" : pc.red(`${lost} writes lost that WAIT 1 acknowledged`);
}
