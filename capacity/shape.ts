/** What keys may hold. */
export const shapeKinds = ["strings", "hashes", "sets", "zsets", "streams"] as const;

export type ShapeKind = (typeof shapeKinds)[number];

/** The keys of a data set, all alike. */
export interface Shape {
  kind: ShapeKind;
  keys: number;
  /** Length of a key's name, in bytes. */
  keyBytes: number;
  /** Of a string; of the value of a field; of a member. */
  valueBytes: number;
  /** Fields, members or entries of a key; 1 of strings. */
  elements: number;
  /** Length of a field's name in hashes and streams, in bytes. */
  fieldBytes: number;
  /** Share of the keys that have an expiry. */
  expiring: number;
}

/** What one key holds, without what the server adds, in bytes. */
export function payloadBytes({ kind, keyBytes, valueBytes, elements, fieldBytes }: Shape): number {
  const named = kind === "hashes" || kind === "streams";
  const scored = kind === "zsets" ? 8 : 0;
  return keyBytes + elements * (valueBytes + scored + (named ? fieldBytes : 0));
}
