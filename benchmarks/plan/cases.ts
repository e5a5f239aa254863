import { type Shape, shapeKinds } from "../../capacity";

/** A data set whose memory is estimated, measured by a sample, and then looked at whole. */
export interface Case {
  what: string;
  shape: Shape;
}

const names = { keyBytes: 18, fieldBytes: 10, expiring: 0 };

/** None of them is a point that the tables were measured at. */
export const cases: readonly Case[] = [
  of("strings, 20 B", { kind: "strings", keys: 150_000, valueBytes: 20, elements: 1 }),
  of("strings, 20 B, half of them expire", {
    kind: "strings",
    keys: 150_000,
    valueBytes: 20,
    elements: 1,
    expiring: 0.5,
  }),
  of("strings, 500 B, all expire", { kind: "strings", keys: 90_000, valueBytes: 500, elements: 1, expiring: 1 }),
  of("strings, 20 kB", { kind: "strings", keys: 3_000, keyBytes: 50, valueBytes: 20_000, elements: 1 }),
  of("hashes, 10 fields of 16 B", { kind: "hashes", keys: 70_000, valueBytes: 16, elements: 10 }),
  of("hashes, 10 fields of 300 B", { kind: "hashes", keys: 12_000, valueBytes: 300, elements: 10 }),
  of("hashes, 1000 fields of 30 B", { kind: "hashes", keys: 700, valueBytes: 30, elements: 1_000 }),
  of("sets, 20 members of 12 B", { kind: "sets", keys: 30_000, valueBytes: 12, elements: 20 }),
  of("sets, 700 members of 24 B", { kind: "sets", keys: 900, valueBytes: 24, elements: 700 }),
  of("sorted sets, 50 members of 14 B", { kind: "zsets", keys: 12_000, valueBytes: 14, elements: 50 }),
  of("sorted sets, 3000 members of 20 B", { kind: "zsets", keys: 200, valueBytes: 20, elements: 3_000 }),
  of("streams, 12 entries of 40 B", { kind: "streams", keys: 10_000, valueBytes: 40, elements: 12 }),
  of("streams, 5000 entries of 130 B", { kind: "streams", keys: 100, valueBytes: 130, elements: 5_000 }),
];

function of(what: string, shape: Omit<Shape, keyof typeof names> & Partial<Shape>): Case {
  return { what, shape: { ...names, ...shape } };
}

/** Keys of any shape, the same ones at each call: what nobody has thought of. */
export function drawnCases(count: number): Case[] {
  const random = randomFrom(26);
  const between = (least: number, most: number) => Math.round(least * (most / least) ** random());
  return Array.from({ length: count }, (_, i) => {
    const kind = shapeKinds[i % shapeKinds.length]!;
    const elements = kind === "strings" ? 1 : between(1, 3_000);
    const valueBytes = between(6, 3_000);
    const size = { valueBytes, elements, keyBytes: between(8, 80), fieldBytes: between(6, 40) };
    const keys = Math.max(50, Math.floor(Math.min(150_000 / elements, 60e6 / (elements * (valueBytes + 60)))));
    const shape = { ...size, kind, keys, expiring: [0, 0.5, 1][between(1, 3) - 1]! };
    const { fieldBytes, keyBytes, expiring } = shape;
    const what = `${kind}, ${elements} x ${valueBytes} B, field ${fieldBytes}, name ${keyBytes}, expiring ${expiring}`;
    return { what, shape };
  });
}

/** Numbers between 0 and 1 (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
