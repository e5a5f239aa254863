import type { StreamRow } from "../../capacity/table";
import { reference } from "../../capacity/table";
import type { Shape } from "../../capacity/shape";
import { elementWrites, keyName } from "../../cli/plan/commands";
import type { ScratchServer } from "../../cli/server/scratch";
import { emptied } from "../../cli/plan/emptied";

const sizes = [
  4, 12, 20, 28, 36, 50, 64, 80, 100, 128, 160, 200, 250, 300, 400, 500, 650, 800, 1000, 1300, 1700, 2500, 4000,
];
const keys = 16;

/** Streams by the size of their entries. */
export async function streamRows(server: ScratchServer): Promise<StreamRow[]> {
  const rows: StreamRow[] = [];
  for (const valueBytes of sizes) rows.push(await streamRow(server, valueBytes));
  return rows;
}

/** Adds entries until there is a second block, then as many as ten blocks have. */
async function streamRow(server: ScratchServer, valueBytes: number): Promise<StreamRow> {
  const shape: Shape = { ...reference, kind: "streams", keys, valueBytes, elements: 0, expiring: 0 };
  const empty = await emptied(server);
  let entries = 0;
  const growTo = async (count: number) => {
    for (let key = 0; key < keys; key++) await server.load(elementWrites(shape, keyName(shape, key), entries, count));
    entries = count;
    return ((await server.usedMemory()) - empty) / keys;
  };
  const first = await growTo(1);
  let blockEntries = 1;
  while ((await blocksOf(server, shape)) === 1) {
    blockEntries = entries;
    await growTo(entries + 1);
  }
  const many = await growTo(blockEntries * blocks + 1);
  return { valueBytes, blockEntries, first: Math.round(first), block: Math.round((many - first) / blocks) };
}

const blocks = 32;

async function blocksOf(server: ScratchServer, shape: Shape): Promise<number> {
  const answer = await server.ask(["XINFO", "STREAM", keyName(shape, 0)]);
  const list = answer as unknown[];
  return Number(list[list.indexOf("radix-tree-keys") + 1]);
}
