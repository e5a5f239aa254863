import { isUtf8 } from "node:buffer";
import { deflateSync, inflateSync } from "node:zlib";
import { CacheError, refused } from "./errors";

/** How values become bytes. */
export interface Codec {
  /** Stands in each entry: `[a-z][a-z0-9.-]{0,31}`, and neither `json` nor `bytes`. */
  name: string;
  encode: (value: unknown) => Uint8Array;
  decode: (bytes: Buffer) => unknown;
}

const json: Codec = {
  name: "json",
  encode: (value) => {
    check(value, "$", []);
    return Buffer.from(JSON.stringify(value));
  },
  decode: (bytes) => {
    if (!isUtf8(bytes)) throw new Error("not UTF-8");
    return JSON.parse(bytes.toString()) as unknown;
  },
};

const bytes: Codec = {
  name: "bytes",
  encode: (value) => {
    if (!(value instanceof Uint8Array)) throw new CacheError("value", "$ is not bytes, which codec bytes takes alone");
    return value;
  },
  decode: (payload) => payload,
};

const builtIn: Readonly<Record<string, Codec>> = { json, bytes };

/** The codec of a cache by its name, or its own. */
export function codecOf(codec: "json" | "bytes" | Codec = "json"): Codec {
  if (typeof codec === "string") {
    const found = Object.hasOwn(builtIn, codec) ? builtIn[codec] : undefined;
    if (!found) throw refused("codec", codec, "is not known", 'Give "json", "bytes" or { name, encode, decode }');
    return found;
  }
  if (!/^[a-z][a-z0-9.-]{0,31}$/.test(codec.name) || Object.hasOwn(builtIn, codec.name)) {
    throw refused("codec.name", codec.name, "is not [a-z][a-z0-9.-]{0,31}, or is built in", 'Name it: "msgpack"');
  }
  return codec;
}

/** The codec of an entry: every reader knows the built-in ones and its own. */
export function knownCodec(name: string, own: Codec): Codec | undefined {
  if (name === own.name) return own;
  return Object.hasOwn(builtIn, name) ? builtIn[name] : undefined;
}

/** The bytes of a value, before compression. */
export function encodeWith(codec: Codec, value: unknown): Uint8Array {
  try {
    return codec.encode(value);
  } catch (cause) {
    if (cause instanceof CacheError) throw cause;
    throw new CacheError("value", `codec ${codec.name}: ${(cause as Error).message}`, { cause });
  }
}

/** Deflated with a zlib header (RFC 1950), or undefined where that is not shorter. */
export function compressed(payload: Uint8Array): Buffer | undefined {
  const smaller = deflateSync(payload);
  return smaller.length < payload.length ? smaller : undefined;
}

export function inflated(payload: Buffer, maxBytes: number): Buffer {
  return inflateSync(payload, { maxOutputLength: maxBytes });
}

/** Refuses what comes back from JSON as something else, and says where it is. */
function check(value: unknown, path: string, above: object[]): void {
  const fault = faultIn(value, above);
  if (fault) throw new CacheError("value", `${path} is ${fault}, which JSON cannot give back; store a plain value`);
  if (typeof value !== "object" || value === null) return;
  const within = [...above, value];
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) check(value[i], `${path}[${i}]`, within);
  } else {
    for (const [name, item] of Object.entries(value)) {
      if (item !== undefined) check(item, `${path}${property(name)}`, within);
    }
  }
}

function faultIn(value: unknown, above: object[]): string | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return undefined;
    case "undefined":
      return "undefined";
    case "bigint":
    case "function":
    case "symbol":
      return `a ${typeof value}`;
    case "number":
      if (!Number.isFinite(value)) return String(value);
      return Number.isInteger(value) && Math.abs(value) > Number.MAX_SAFE_INTEGER
        ? "an integer beyond 2^53 - 1"
        : undefined;
    case "object":
      return faultInObject(value, above);
  }
}

function faultInObject(value: object | null, above: object[]): string | undefined {
  if (value === null) return undefined;
  if (above.includes(value)) return "a part of itself";
  if (Array.isArray(value)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === null || prototype === Object.prototype || isForeignPlain(prototype);
  if (!isPlain) return `of class ${value.constructor?.name}`;
  return "toJSON" in value ? "an object with toJSON" : undefined;
}

/** Plain objects of another realm (vm, test runners) have another Object.prototype. */
function isForeignPlain(prototype: unknown): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "isPrototypeOf");
}

const property = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`);
