import type { Shape } from "../shape";
import { stepAt } from "../steps";
import { type MemoryTable, reference, type StringRow } from "../table";

/** A key with a string, in full hash tables. */
export function stringBytes(table: MemoryTable, shape: Pick<Shape, "keyBytes" | "valueBytes" | "expiring">): number {
  const { keyBytes, valueBytes, expiring } = shape;
  return (1 - expiring) * ofKind(table, "plain") + expiring * ofKind(table, "expiring");

  function ofKind({ strings }: MemoryTable, kind: "plain" | "expiring"): number {
    const row = rowOf(strings, keyBytes);
    const longer = Math.max(0, keyBytes - row.keyBytes);
    const together = row[kind].at(-1)![0];
    if (valueBytes <= together) return stepAt(row[kind], valueBytes) + longer;
    const full = rowOf(strings, reference.keyBytes)[kind];
    return stepAt(full, valueBytes) + row[kind].at(-1)![1] - stepAt(full, together) + longer;
  }
}

/** A key's name with no string, beside one of the reference, and what its expiry takes. */
export function keyBytesBeside(
  table: MemoryTable,
  { keyBytes, expiring }: Pick<Shape, "keyBytes" | "expiring">,
): number {
  const apart = (name: number, share: number) =>
    stringBytes(table, { keyBytes: name, valueBytes: reference.valueBytes * 2, expiring: share });
  return apart(keyBytes, expiring) - apart(reference.keyBytes, 0);
}

/** The first row for names that are no shorter, or the last. */
function rowOf(rows: readonly StringRow[], keyBytes: number): StringRow {
  return rows.find((row) => keyBytes <= row.keyBytes) ?? rows.at(-1)!;
}
