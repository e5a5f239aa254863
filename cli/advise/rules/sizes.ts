import { formatSize, maxmemoryBytes, type Instance, type InstanceInput, type Size, bytes } from "../../../configs";
import { defaultReserves } from "../../../configs/defaults/memory";
import { GiB, MiB } from "../../../configs/schema/units";

/** To whole MiB above it. */
export function sizeAbove(amount: number): Size {
  return formatSize(Math.ceil(amount / MiB) * MiB);
}

const largest = 1024 * GiB;

/** Settings that multiply maxmemory; undefined where the largest node is not enough. */
export function memoryTimes({ memory }: Instance, factor: number): InstanceInput | undefined {
  const limit = bytes(memory.limit) * factor;
  if (limit > largest) return undefined;
  return {
    memory: {
      limit: sizeAbove(limit),
      ...(memory.maxmemory !== undefined && { maxmemory: sizeAbove(maxmemoryBytes({ memory }) * factor) }),
    },
  };
}

type Reserves = Instance["memory"]["reserves"];

/** Settings that reserve more for something, from a larger node: maxmemory stays as it is, or becomes larger. */
export function reserving({ memory, persistence }: Instance, larger: Partial<Reserves>): InstanceInput | undefined {
  const maxmemory = maxmemoryBytes({ memory });
  let limit = bytes(memory.limit);
  for (let needed = 0; needed !== limit;) {
    needed = limit;
    // Computed reserves grow with the limit.
    const { replicationBacklog, clientBuffers } = defaultReserves(sizeAbove(limit), persistence.mode);
    const most = (size: Size, other: Size) => Math.max(bytes(size), bytes(other));
    const reserved =
      maxmemory * (larger.copyOnWriteShare ?? memory.reserves.copyOnWriteShare) +
      (larger.replicationBacklog
        ? bytes(larger.replicationBacklog)
        : most(memory.reserves.replicationBacklog, replicationBacklog)) +
      (larger.clientBuffers ? bytes(larger.clientBuffers) : most(memory.reserves.clientBuffers, clientBuffers));
    limit = Math.max(limit, Math.ceil((maxmemory + reserved) / MiB) * MiB);
  }
  return limit > largest ? undefined : { memory: { limit: sizeAbove(limit), reserves: larger } };
}

/** `23 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
