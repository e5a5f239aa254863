import pc from "picocolors";
import type { LoadResult } from ".";

/** One line: what became of the writes. */
export function loadText({ acknowledged, refused, longestPauseMs, lost, unread }: LoadResult): string {
  return [
    `${acknowledged} writes acknowledged`,
    refusedText(refused),
    `longest pause ${longestPauseMs} ms`,
    lostText(lost, unread),
  ].join(", ");
}

export function refusedText(refused: Readonly<Record<string, number>>): string {
  const total = Object.values(refused).reduce((sum, count) => sum + count, 0);
  if (total === 0) return "none refused";
  const reasons = Object.entries(refused).map(([reason, count]) => `${count} ${reason}`);
  return pc.red(`${total} refused (${reasons.join(", ")})`);
}

function lostText(lost: number | undefined, unread: string | undefined): string {
  if (lost === undefined) return pc.red(`not known whether one is lost, because reading back failed: ${unread}`);
  return lost === 0 ? "no acknowledged write lost" : pc.red(`${lost} acknowledged writes lost`);
}
