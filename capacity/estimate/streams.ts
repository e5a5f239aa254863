import type { Shape } from "../shape";
import { type MemoryTable, reference, type StreamRow } from "../table";
import { keyBytesBeside } from "./strings";

/** What a server reserves for a stream's first block, in bytes. */
const reserved = 4_160;

/** A key with a stream, in a full hash table of keys: blocks of so many entries, the last as large as all. */
export function streamBytes(table: MemoryTable, shape: Shape): number {
  const { blockEntries, first, block } = rowAt(
    table.streams,
    shape.valueBytes + shape.fieldBytes - reference.fieldBytes,
  );
  const further = Math.ceil(shape.elements / blockEntries) - 1;
  const filled = Math.min(1, shape.elements / blockEntries) * block;
  return first + Math.max(0, filled - reserved) + further * block + keyBytesBeside(table, shape);
}

/** Between two rows by what an entry takes of a block, and by what a block takes. */
function rowAt(rows: readonly StreamRow[], valueBytes: number): StreamRow {
  const above = rows.find((row) => valueBytes <= row.valueBytes);
  if (!above) return beyond(rows.at(-1)!, valueBytes);
  const below = rows[rows.indexOf(above) - 1] ?? above;
  const share = above === below ? 0 : (valueBytes - below.valueBytes) / (above.valueBytes - below.valueBytes);
  const between = (a: number, b: number) => a + share * (b - a);
  return {
    valueBytes,
    blockEntries: Math.max(1, Math.floor(1 / between(1 / below.blockEntries, 1 / above.blockEntries) + 1e-9)),
    first: between(below.first, above.first),
    block: between(below.block, above.block),
  };
}

/** An entry that is larger than a block has one of its own. */
function beyond({ first, block, ...last }: StreamRow, valueBytes: number): StreamRow {
  const more = 1.1 * (valueBytes - last.valueBytes);
  return { valueBytes, blockEntries: 1, first, block: block / last.blockEntries + more };
}
