import { MiB } from "../../../configs/schema/units";
import { humanBytes } from "../../terminal/units";
import type { AdviceRule } from "./advice";
import { percent } from "./sizes";

/** By bytes: of a small data set a ratio says nothing (redis#8463). */
const much = { bytes: 100 * MiB, share: 0.25 };

/** Memory that the allocator cannot give to anybody, because each of its blocks still has something in it. */
export const fragmented: AdviceRule = ({ nodes, settings }) => {
  const most = nodes.reduce((a, b) => (b.fragmentation > a.fragmentation ? b : a), nodes[0]!);
  if (!most || most.fragmentation < much.bytes || most.fragmentation < much.share * most.used) return [];
  const seen =
    `${most.name} holds ${humanBytes(most.fragmentation)} in blocks that are only partly used, ` +
    `${percent(most.fragmentation / most.used)} of its used memory`;
  const why = "resident memory stays above what maxmemory bounds, up to the limit of the container";
  if (settings.memory.activeDefrag)
    return [{ seen, why, act: "active defragmentation is on: let it work, or restart the node, a replica first" }];
  return [{ seen, why, edit: { memory: { activeDefrag: true } }, act: "a restart, a replica first, helps once" }];
};
