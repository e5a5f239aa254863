import type { ScratchServer } from "../server/scratch";

/**
 * Bytes that the server takes without data, but with what the first key, the first expiry and the first client that
 * works have brought for good.
 */
export async function emptied({ load, usedMemory }: ScratchServer): Promise<number> {
  const key = "redis-cache:first";
  await load([
    ["FLUSHALL", "SYNC"],
    ["SET", key, "x"],
    ["EXPIRE", key, 1000],
    ["DEL", key],
  ]);
  return usedMemory();
}
