import { withCleanup } from "../../cli/process/signals";
import { describeMachine, type Machine } from "../failover/machine";
import { inOrder, type Row, tryMoving, tryVectors } from "./contract";
import type { CacheOptions, Tell } from "./parts";
import { preparePrograms, removeFolder, scratchFolder } from "./programs";
import { measureSpeed, type Speed } from "./speed";
import { rawWays, type WayInfo, ways as allWays } from "./ways";

export { type CachePart, cacheParts } from "./parts";
export { contractTables, speedTable } from "./report";
export { wayIds } from "./ways";

export interface CacheReport {
  machine: Machine;
  ways: readonly WayInfo[];
  contract: Row[];
  speed: Speed[];
}

/** Tries the contract on our clients and on others, and measures them, on servers of its own. */
export async function measureCache({ only, ways: ids, short }: CacheOptions, tell: Tell): Promise<CacheReport> {
  const ways = ids ? allWays.filter(({ id }) => ids.includes(id)) : allWays;
  const folder = scratchFolder();
  return withCleanup(
    () => removeFolder(folder),
    async () => {
      const twins = allWays.filter(({ id }) => ["ours", "ours-asyncio"].includes(id));
      const programs = await preparePrograms([...new Set([...ways, ...twins, ...rawWays])], folder, tell);
      const machine = await describeMachine();
      const speed = only.includes("speed") ? await measureSpeed(ways, programs, short, tell) : [];
      const vectors = only.includes("contract") ? await tryVectors(ways, programs, tell) : [];
      const moved = only.includes("hand-over") ? await tryMoving(ways, programs, tell) : [];
      return { machine, ways, contract: inOrder([...vectors, ...moved]), speed };
    },
  );
}
