import type { Instance } from "../settings/instance";
import type { Size } from "../schema/units";
import { bytes, formatSize, GiB, MiB } from "../schema/units";

/**
 * Bytes of maxmemory: `memory.maxmemory`, or else the share of the limit, lowered to what the reserves leave and down
 * to a whole MiB.
 */
export function maxmemoryBytes({ memory }: Pick<Instance, "memory">): number {
  if (memory.maxmemory !== undefined) return bytes(memory.maxmemory);

  return wholeMiB(Math.max(0, Math.min(shareBytes(memory), mostBesideReserves(memory))));
}

/** Bytes of maxmemory by the share alone. */
export function shareBytes(memory: Instance["memory"]): number {
  return Math.floor(bytes(memory.limit) * memory.maxmemoryShare);
}

/**
 * Largest maxmemory that fits beside the reserves, a whole MiB; copy-on-write counts on top of every byte of it:
 * maxmemory x (1 + copyOnWriteShare) + backlog + buffers <= limit.
 */
export function mostBesideReserves({ limit, reserves }: Instance["memory"]): number {
  const left = bytes(limit) - bytes(reserves.replicationBacklog) - bytes(reserves.clientBuffers);
  return wholeMiB(Math.max(0, left / (1 + reserves.copyOnWriteShare)));
}

/**
 * Bytes that the reserves need beside a maxmemory of that many bytes. To the nearest byte: rounded up, the error of a
 * share such as 0.28, which has no exact binary form, would count as a byte.
 */
export function reservedBytes({ reserves }: Instance["memory"], maxmemory: number): number {
  return (
    Math.round(maxmemory * reserves.copyOnWriteShare) +
    bytes(reserves.replicationBacklog) +
    bytes(reserves.clientBuffers)
  );
}

/**
 * Reserves that leave the default share of 0.75 whole: (1 - 1/32 - 1/16) / 1.2 > 0.75. Without persistence a child is
 * forked too, to send the data set to a replica that lost touch, but not again and again for AOF rewrites.
 */
export function defaultReserves(limit: Size, persistence: Instance["persistence"]["mode"]) {
  return {
    copyOnWriteShare: persistence === "none" ? 0.1 : 0.2,
    replicationBacklog: part(limit, 32, { min: 4 * MiB, max: 512 * MiB }),
    clientBuffers: part(limit, 16, { min: 8 * MiB, max: GiB }),
  };
}

function part(limit: Size, divisor: number, { min, max }: { min: number; max: number }): Size {
  const amount = Math.min(max, Math.max(min, bytes(limit) / divisor));
  return formatSize(wholeMiB(amount));
}

function wholeMiB(amount: number): number {
  return Math.floor(amount / MiB) * MiB;
}
