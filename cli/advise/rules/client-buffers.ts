import { bytes } from "../../../configs";
import { humanBytes } from "../../terminal/units";
import type { AdviceRule } from "./advice";
import { percent, reserving, sizeAbove } from "./sizes";

const near = 0.8;

/** The reserve is maxmemory-clients too: beyond it the largest clients are closed. */
export const buffersNearReserve: AdviceRule = ({ nodes, settings }) => {
  const reserve = bytes(settings.memory.reserves.clientBuffers);
  const most = nodes.reduce((a, b) => (b.clientBuffers > a.clientBuffers ? b : a), nodes[0]!);
  if (!most || most.clientBuffers <= near * reserve) return [];
  return [
    {
      seen:
        `buffers of clients take ${humanBytes(most.clientBuffers)} at ${most.name}, ` +
        `${percent(most.clientBuffers / reserve)} of their reserve`,
      why: "beyond the reserve the clients with the largest buffers are closed (maxmemory-clients)",
      edit: reserving(settings, { clientBuffers: sizeAbove(2 * most.clientBuffers) }),
    },
  ];
};
