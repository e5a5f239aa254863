import { humanBytes } from "../../terminal/units";
import type { AdviceRule } from "./advice";
import { masterOf, type NodeFacts } from "./facts";
import { memoryTimes, percent } from "./sizes";

/** Fewer look-ups say nothing: an exporter or a script may have made them. */
const enoughReads = 10;

const goodHitRate = 0.9;
const tooFull = 0.9;

/** A cache that is full and evicts is as it should be, unless what it evicts is asked for again. */
export const memoryTooSmall: AdviceRule = (facts) => {
  const master = masterOf(facts);
  if (!master || master.maxmemory === 0) return [];
  const missed = facts.nodes.find((node) => master.evictions > 0 && isMissed(node));
  const edit = memoryTimes(facts.settings, 1.5);
  if (missed) {
    return [
      {
        seen:
          `${master.name} evicts ${master.evictions.toFixed(1)} keys a second, and ${percent(missed.hitRate!)} of ` +
          `${Math.round(missed.reads)} look-ups a second at ${missed.name} find their key`,
        why: "keys are evicted before they are asked for again",
        edit,
      },
    ];
  }
  const isFull = master.policy === "noeviction" && master.used > tooFull * master.maxmemory;
  if (!isFull) return [];
  const seen =
    `${master.name} uses ${percent(master.used / master.maxmemory)} of ${humanBytes(master.maxmemory)}, ` +
    "and evicts nothing";
  return [{ seen, why: "writes are refused when it is full", edit }];
};

function isMissed({ reads, hitRate }: NodeFacts): boolean {
  return reads >= enoughReads && hitRate !== undefined && hitRate < goodHitRate;
}

const week = 7 * 86_400;

/** After a week the peak is known. */
export const memoryTooLarge: AdviceRule = (facts) => {
  const master = masterOf(facts);
  if (!master || master.uptime < week || master.maxmemory === 0) return [];
  const most = Math.max(...facts.nodes.map(({ peak }) => peak));
  const factor = Math.max(0.25, (2 * most) / master.maxmemory);
  if (factor > 0.5) return [];
  const seen =
    `in ${Math.floor(master.uptime / 86_400)} days ${humanBytes(most)} at most were used ` +
    `of ${humanBytes(master.maxmemory)}`;
  return [
    { seen, why: "the nodes reserve memory that the data never needed", edit: memoryTimes(facts.settings, factor) },
  ];
};
