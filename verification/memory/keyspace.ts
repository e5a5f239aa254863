import type { Curve } from "../../capacity/steps";
import type { MemoryTable } from "../../capacity/table";
import { reference } from "../../capacity/table";
import type { Shape } from "../../capacity/shape";
import { keyName, writes } from "../../cli/plan/commands";
import type { ScratchServer } from "../../cli/server/scratch";
import { emptied } from "../../cli/plan/emptied";

const places = 2 ** 14;
/** Since 8.0 a hash table doubles with the key that fills it, before that with the next one. */
const fills = [0.501, 0.625, 0.75, 0.875, 0.999, 1];

/** What the hash tables of keys and of expiries cost a key, by how full they are. */
export async function keyspaceOf(server: ScratchServer): Promise<MemoryTable["keyspace"]> {
  const plain = await byFill(server, 0);
  const expiring = await byFill(server, 1);
  const expires = expiring.map((bytes, i) => bytes - plain[i]!);
  return { keys: besideFull(plain), expires: besideFull(expires) };
}

async function byFill(server: ScratchServer, expiring: 0 | 1): Promise<number[]> {
  const seen: number[] = [];
  for (const fill of fills) {
    const keys = Math.ceil(places * fill);
    const shape: Shape = { kind: "strings", keys, ...reference, elements: 1, expiring };
    const empty = await emptied(server);
    await server.load(writes(shape));
    await server.load(Array.from({ length: 2 * keys }, (_, i) => ["TTL", keyName(shape, i % keys)]));
    seen.push(((await server.usedMemory()) - empty) / keys);
  }
  return seen;
}

function besideFull(bytes: readonly number[]): Curve {
  return bytes.map((each, i) => [fills[i]!, Math.round((each - bytes.at(-1)!) * 100) / 100]);
}
