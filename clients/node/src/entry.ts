import { type Codec, compressed, inflated, knownCodec } from "./codecs";

/** The first line of an entry (contract 3). */
export interface Header {
  /** When it was stored, by the writer's clock, in ms. */
  stored: number;
  /** How long it is fresh, in ms; 0 is endless. */
  ttl: number;
  /** How long the loader took, in ms. */
  load: number;
  /** Version by tag. */
  tags: Tags;
}

export type Tags = Readonly<Record<string, string>>;

export interface Entry<T = unknown> extends Header {
  value: T;
}

/** Bytes that are no entry, with why. */
export class Unreadable extends Error {}

const firstLine =
  /^1 ([a-z][a-z0-9.-]{0,31})(\+zlib)? (0|[1-9]\d{0,14}) (0|[1-9]\d{0,14}) (0|[1-9]\d{0,14}) (-|[^ ]+)$/;
const jsonLine = /^1 json (0|[1-9]\d{0,14}) (0|[1-9]\d{0,14}) (0|[1-9]\d{0,14}) (-|[^ \n]+)\n/;
const space = 0x20;
/** Of an entry that has none. */
export const noTags: Tags = Object.freeze(Object.create(null) as Tags);

/** An entry from its payload as the codec made it; compressed from so many bytes on, where that is shorter. */
export function encodeEntry(header: Header, codec: string, payload: Uint8Array, compressFrom = Infinity): Buffer {
  const smaller = payload.length >= compressFrom ? compressed(payload) : undefined;
  const { stored, ttl, load, tags } = header;
  const line = `1 ${codec}${smaller ? "+zlib" : ""} ${stored} ${ttl} ${load} ${tagsText(tags)}\n`;
  return Buffer.concat([Buffer.from(line, "latin1"), smaller ?? payload]);
}

/** @throws Unreadable */
export function decodeEntry(bytes: Buffer, own: Codec, maxBytes: number): Entry {
  return jsonEntry(bytes) ?? anyEntry(bytes, own, maxBytes);
}

/** Of plain JSON, which nearly all are: one text for its first line and its value costs a hit half of what two do. */
function jsonEntry(bytes: Buffer): Entry | undefined {
  if (bytes[6] !== space) return undefined;
  const text = bytes.toString();
  const found = jsonLine.exec(text);
  // Where bytes are no UTF-8, and where JSON is broken, the other says so.
  if (!found || text.includes("\ufffd")) return undefined;
  try {
    const value: unknown = JSON.parse(text.slice(found[0].length));
    const tags = tagsIn(found[4]!);
    return { stored: Number(found[1]), ttl: Number(found[2]), load: Number(found[3]), tags, value };
  } catch {
    return undefined;
  }
}

function anyEntry(bytes: Buffer, own: Codec, maxBytes: number): Entry {
  const end = bytes.indexOf(10);
  const found = end < 0 ? null : firstLine.exec(bytes.toString("latin1", 0, end));
  if (!found) throw new Unreadable("its first line is not that of an entry");
  const name = found[1]!;
  const zlib = found[2];
  const codec = knownCodec(name, own);
  if (!codec) throw new Unreadable(`its codec ${name} is unknown here`);
  const tags = tagsIn(found[6]!);
  try {
    const payload = bytes.subarray(end + 1);
    const value = codec.decode(zlib ? inflated(payload, maxBytes) : payload);
    return { stored: Number(found[3]), ttl: Number(found[4]), load: Number(found[5]), tags, value };
  } catch (error) {
    throw new Unreadable(`its payload is not ${name}${zlib ?? ""}: ${(error as Error).message}`);
  }
}

/** Distinct tags in the order of their UTF-8 bytes. */
export function sortedTags(tags: Iterable<string>): string[] {
  const distinct = [...new Set(tags)];
  if (distinct.length < 2) return distinct;
  // UTF-16 has another order only where characters are of two units.
  if (!distinct.some((tag) => /[\ud800-\udfff]/.test(tag))) return distinct.sort();
  return distinct.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function tagsText(tags: Tags): string {
  const names = sortedTags(Object.keys(tags));
  return names.length === 0 ? "-" : names.map((name) => `${percentEncoded(name)}=${tags[name]}`).join(",");
}

function tagsIn(text: string): Tags {
  if (text === "-") return noTags;
  const tags = Object.create(null) as Record<string, string>;
  for (const item of text.split(",")) {
    const found = /^((?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+)=([\w-]{1,64})$/.exec(item);
    if (!found) throw new Unreadable("its tags are not of the form");
    try {
      tags[decodeURIComponent(found[1]!)] = found[2]!;
    } catch {
      throw new Unreadable("its tags are not UTF-8");
    }
  }
  return tags;
}

/** Every byte but the unreserved ones of RFC 3986, which encodeURIComponent nearly does. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
