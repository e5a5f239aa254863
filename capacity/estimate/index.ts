import type { Shape } from "../shape";
import type { MemoryTable } from "../table";
import { collectionBytes } from "./collections";
import { keyspaceBytes } from "./keyspace";
import { stringBytes } from "./strings";
import { streamBytes } from "./streams";

/** What a data set takes. */
export interface Estimate {
  /** Of `used_memory`, beside what an empty server takes. */
  dataBytes: number;
  bytesPerKey: number;
  /** When the keys have become so many, the hash table of all keys doubles, and with it that of expiries, */
  doublesAt: number;
  /** and they take so much more; the smaller ones stay until all keys are moved. */
  doublingBytes: number;
}

/** The memory of keys of one shape, by what a server was measured with. */
export function estimate(table: MemoryTable, shape: Shape): Estimate {
  return ofData(shape.keys * (contentBytes(table, shape) + keyspaceBytes(table, shape)), shape.keys, shape.expiring);
}

/** Of keys whose memory is known, a share of which has an expiry, and so a place in a second hash table. */
export function ofData(dataBytes: number, keys: number, expiring = 0): Estimate {
  const doubled = 2 * (tableBytes(keys) + tableBytes(keys * expiring));
  return { dataBytes, bytesPerKey: dataBytes / keys, doublesAt: places(keys) + 1, doublingBytes: doubled };
}

const pointer = 8;

function tableBytes(entries: number): number {
  return entries < 1 ? 0 : places(entries) * pointer;
}

/** A hash table doubles when each of its places could have an entry. */
function places(entries: number): number {
  return 2 ** Math.ceil(Math.log2(entries));
}

function contentBytes(table: MemoryTable, shape: Shape): number {
  switch (shape.kind) {
    case "strings":
      return stringBytes(table, shape);
    case "streams":
      return streamBytes(table, shape);
    case "hashes":
    case "sets":
    case "zsets":
      return collectionBytes(table, shape.kind, shape);
  }
}
