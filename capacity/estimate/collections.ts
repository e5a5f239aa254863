import type { Shape } from "../shape";
import { curveAt, stepAt, type Steps } from "../steps";
import { type CollectionTable, compactElement, type MemoryTable } from "../table";
import { keyBytesBeside } from "./strings";

/** A key with a hash, a set or a sorted set, in a full hash table of keys. */
export function collectionBytes(table: MemoryTable, kind: "hashes" | "sets" | "zsets", shape: Shape): number {
  const collection = table.collections[kind];
  const { compact } = collection;
  const own =
    compact && fits(compact, collection, shape) ? blockBytes(compact, kind, shape) : spreadBytes(collection, shape);
  return own + keyBytesBeside(table, shape);
}

type Compact = NonNullable<CollectionTable["compact"]>;

function fits(compact: Compact, { fields }: CollectionTable, { elements, valueBytes, fieldBytes }: Shape): boolean {
  const longest = fields ? Math.max(valueBytes, fieldBytes) : valueBytes;
  return elements <= compact.elements && longest <= compact.elementBytes;
}

function blockBytes({ block }: Compact, kind: "hashes" | "sets" | "zsets", shape: Shape): number {
  return stepAt(block, shape.elements * compactElement(kind, shape));
}

function spreadBytes({ spread, values, fields }: CollectionTable, { elements, valueBytes, fieldBytes }: Shape): number {
  const each = besideReference(values, valueBytes) + (fields ? besideReference(fields, fieldBytes) : 0);
  return curveAt(spread, elements) + elements * each;
}

/** Beyond the last step the allocator's classes waste a tenth. */
function besideReference(steps: Steps, size: number): number {
  const [last, bytes] = steps.at(-1)!;
  return size <= last ? stepAt(steps, size) : bytes + 1.1 * (size - last);
}
