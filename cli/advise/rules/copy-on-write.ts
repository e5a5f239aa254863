import { MiB } from "../../../configs/schema/units";
import { humanBytes } from "../../terminal/units";
import type { AdviceRule } from "./advice";
import { percent, reserving } from "./sizes";

/** A child copies some MiB even of an empty server. */
const little = 32 * MiB;

/** What the last child's saving copied has to fit beside the data, also when they have grown to maxmemory. */
export const copiesAboveReserve: AdviceRule = ({ nodes, settings }) => {
  const reserve = settings.memory.reserves.copyOnWriteShare;
  const [most] = nodes
    .filter(({ copyOnWrite, maxmemory }) => copyOnWrite > little && copyOnWrite > reserve * maxmemory && maxmemory > 0)
    .sort((a, b) => b.copyOnWrite - a.copyOnWrite);
  if (!most) return [];
  const share = Math.min(1, Math.ceil((most.copyOnWrite / most.maxmemory) * 12) / 10);
  return [
    {
      seen:
        `the last save at ${most.name} copied ${humanBytes(most.copyOnWrite)}, ` +
        `and ${percent(reserve)} of maxmemory are left for that`,
      why: "the container has no memory for it, and the kernel ends the child, or the node",
      edit: reserving(settings, { copyOnWriteShare: share }),
    },
  ];
};
