import { type Demand, writesPerSecond } from "./demand";

/** A child writes so many bytes of memory a second: the slower of a core that packs them and a usual volume. */
const savedPerSecond = 60e6;

const page = 4096;

/** A write changes the page of the value and one of a hash table. */
const pagesPerWrite = 2;

/** Less is not left for it: a full copy for a replica forks too. */
const least = { persistent: 0.2, memoryOnly: 0.1 };

/** Share of the data whose pages are written to while a child saves them, so that they are there twice. */
export function copyOnWriteShare(demand: Demand, dataBytes: number): number {
  const writes = (writesPerSecond(demand) * dataBytes) / savedPerSecond;
  const touched = 1 - Math.exp((-writes * pagesPerWrite * page) / Math.max(page, dataBytes));
  const floor = demand.persistent ? least.persistent : least.memoryOnly;
  return Math.min(1, Math.max(floor, Math.ceil(touched * 20) / 20));
}
