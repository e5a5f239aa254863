import type { StringRow } from "../../capacity/table";
import { reference } from "../../capacity/table";
import type { Shape } from "../../capacity/shape";
import { keyName, writes } from "../../cli/plan/commands";
import type { ScratchServer } from "../../cli/server/scratch";
import { stepsOf } from "./bisect";
import { emptied } from "../../cli/plan/emptied";

/** A power of two: the hash table is full then. */
const keys = 256;
const nameLengths = [8, 12, 16, 20, 24, 28, 32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120, 128];

/** Beyond the first size, the value is a block of its own, whatever the name. */
const sizes = { together: 160, all: 16_384 };

/** Strings by length of name and value, with and without an expiry. */
export async function stringRows(server: ScratchServer): Promise<StringRow[]> {
  const rows: StringRow[] = [];
  for (const keyBytes of nameLengths) {
    const to = keyBytes === reference.keyBytes ? sizes.all : sizes.together;
    rows.push({
      keyBytes,
      plain: await stepsOf({ from: 1, to }, await sizer(server, keyBytes, 0)),
      expiring: await stepsOf({ from: 1, to }, await sizer(server, keyBytes, 1)),
    });
  }
  return rows;
}

/** Bytes a key, by length of the value. */
async function sizer(server: ScratchServer, keyBytes: number, expiring: 0 | 1) {
  const shape: Shape = { kind: "strings", keys, keyBytes, valueBytes: 1, elements: 1, fieldBytes: 0, expiring };
  const empty = await emptied(server);
  await server.load(writes(shape));
  // Each look-up moves a part of what is still in the smaller hash table.
  await server.load(Array.from({ length: 2 * keys }, (_, i) => ["GET", keyName(shape, i % keys)]));
  return async (valueBytes: number) => {
    await server.load(writes({ ...shape, valueBytes }));
    return ((await server.usedMemory()) - empty) / keys;
  };
}
