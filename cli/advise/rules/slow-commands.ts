import type { AdviceRule } from "./advice";
import { percent } from "./sizes";

/** Of the last minute, in which nobody else is served. */
const share = 0.1;
const minute = 60_000;

/** Commands that stop all other clients. */
export const slowCommandsStop: AdviceRule = ({ nodes }) =>
  nodes.flatMap(({ name, slow }) => {
    const total = slow.reduce((sum, { ms }) => sum + ms, 0);
    if (total < share * minute) return [];
    const slowest = slow.reduce((a, b) => (b.ms > a.ms ? b : a));
    return [
      {
        seen:
          `${slow.length} slow commands took ${percent(total / minute)} of the last minute at ${name}, ` +
          `the slowest ${slowest.command}, ${slowest.ms.toFixed(0)} ms`,
        why: "all other clients wait meanwhile",
        act: "replace them: SCAN for KEYS, parts of large collections, several small scripts",
      },
    ];
  });
