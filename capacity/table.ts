import type { Shape } from "./shape";
import type { Curve, Steps } from "./steps";

/** What a server of one version takes for data, as it was measured. */
export interface MemoryTable {
  /** In full, such as `8.2.3`. */
  version: string;
  allocator: string;
  /** By how full the hash table of all keys is: bytes a key more than with a full one. */
  keyspace: { keys: Curve; expires: Curve };
  /** A key with a string, its place in a full hash table included, by length of its name: by length of the value. */
  strings: readonly StringRow[];
  collections: Record<"hashes" | "sets" | "zsets", CollectionTable>;
  streams: readonly StreamRow[];
}

export interface StringRow {
  keyBytes: number;
  plain: Steps;
  /** With an expiry, its place in a full hash table of expiries included. */
  expiring: Steps;
}

/** Of a key with a name of so many bytes (`keyBytes` of `reference`). */
export interface CollectionTable {
  /** One block of memory while there are few and small elements; undefined where the server has no such form. */
  compact?: {
    /** So many elements at most, and none larger than so many bytes. */
    elements: number;
    elementBytes: number;
    /** By the length of all elements in the block. */
    block: Steps;
  };
  /** A hash table, or a skip list with one: by number of elements with values of `reference.valueBytes`. */
  spread: Curve;
  /** An element of so many bytes takes so much more, or less, than one of `reference.valueBytes`. */
  values: Steps;
  /** The same of names of fields, beside `reference.fieldBytes`. */
  fields?: Steps;
}

/** A stream whose entries have values of so many bytes, and names of `reference.fieldBytes`. */
export interface StreamRow {
  valueBytes: number;
  /** Up to this many entries share a block. */
  blockEntries: number;
  /** A stream with one block. */
  first: number;
  /** Each further block. */
  block: number;
}

/** What collections and streams were measured with. */
export const reference = { keyBytes: 16, fieldBytes: 8, valueBytes: 80 } as const;

/** Bytes of an element in a compact block; a score such as a time in ms takes ten. */
export function compactElement(
  kind: "hashes" | "sets" | "zsets",
  { valueBytes, fieldBytes }: Pick<Shape, "valueBytes" | "fieldBytes">,
): number {
  const beside = { hashes: compactBytes(fieldBytes), sets: 0, zsets: 10 }[kind];
  return compactBytes(valueBytes) + beside;
}

/** Its length stands before it, and both behind (the format of listpacks). */
function compactBytes(length: number): number {
  const before = length < 64 ? 1 : 2;
  return before + length + (before + length < 128 ? 1 : 2);
}
