import { payloadBytes } from "../../capacity/shape";
import { type Estimate, ofData, type Shape } from "../../capacity";
import { MiB } from "../../configs/schema/units";
import type { ServerVersion } from "../../configs/directives";
import { type ScratchServer, withScratchServer } from "../server/scratch";
import { keyName, writes } from "./commands";
import { emptied } from "./emptied";

/** What a sample took, and what all keys take by it. */
interface Measured extends ServerVersion {
  allocator: string;
  sampleKeys: number;
  data: Estimate;
}

/** A sample has no more than this. */
interface SampleLimit {
  elements: number;
  bytes: number;
}

const usual: SampleLimit = { elements: 200_000, bytes: 64 * MiB };

/** Loads a sample of the keys into a scratch server, and takes the rest to be like it. */
export function measure(binary: string, shape: Shape, limit = usual): Promise<Measured> {
  const sampleKeys = sampleOf(shape, limit);
  return withScratchServer(binary, async (server) => {
    const { engine, version, allocator } = server;
    const bytes = await loadWhole(server, { ...shape, keys: sampleKeys });
    return {
      engine,
      version,
      allocator,
      sampleKeys,
      data: ofData((bytes * shape.keys) / sampleKeys, shape.keys, shape.expiring),
    };
  });
}

/** Loads all keys, and gives what they take of used_memory. */
export async function loadWhole(server: ScratchServer, shape: Shape): Promise<number> {
  const { load, usedMemory } = server;
  const empty = await emptied(server);
  await load(writes(shape));
  // Each look-up moves a part of what is still in a hash table that was too small.
  await load(Array.from({ length: 2 * shape.keys }, (_, i) => ["TTL", keyName(shape, i % shape.keys)]));
  return (await usedMemory()) - empty;
}

/** Halved until it is small enough: the hash table of the sample is then as full as that of all keys. */
export function sampleOf(shape: Shape, limit = usual): number {
  let keys = shape.keys;
  while (keys > 32 && (keys * shape.elements > limit.elements || keys * payloadBytes(shape) > limit.bytes)) keys /= 2;
  return Math.ceil(keys);
}
