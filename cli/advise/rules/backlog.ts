import { GiB } from "../../../configs/schema/units";
import { humanBytes } from "../../terminal/units";
import type { AdviceRule } from "./advice";
import { masterOf } from "./facts";
import { reserving, sizeAbove } from "./sizes";

/** Of setting memory.reserves.replicationBacklog. */
const largest = 64 * GiB;

/** A replica that was away longer than the backlog reaches back needs a full copy. */
export const backlogTooSmall: AdviceRule = (facts) => {
  const master = masterOf(facts);
  if (!master) return [];
  const needed = master.written * facts.outageSeconds;
  if (needed <= master.backlog) return [];
  const rate = humanBytes(Math.round(master.written));
  return [
    {
      seen:
        `${master.name} writes ${rate} a second, and its backlog has ${humanBytes(master.backlog)}: ` +
        `${Math.floor(master.backlog / master.written)} s`,
      why: `after an outage of ${facts.outageSeconds} s a replica needs a full copy, for which the master forks`,
      ...(needed <= largest && { edit: reserving(facts.settings, { replicationBacklog: sizeAbove(needed) }) }),
    },
  ];
};
