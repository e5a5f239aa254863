/** An element of DER: its tag, and what it holds (X.690, 8.1). */
export interface Element {
  tag: number;
  content: Buffer;
}

/** The elements that stand one after another; tags of one byte, as certificates have them. */
export function elementsOf(der: Buffer): Element[] {
  const all: Element[] = [];
  for (let at = 0; at + 1 < der.length;) {
    const { start, length } = lengthAt(der, at + 1);
    all.push({ tag: der[at]!, content: der.subarray(start, start + length) });
    at = start + length;
  }
  return all;
}

function lengthAt(der: Buffer, at: number): { start: number; length: number } {
  const first = der[at]!;
  if (first < 0x80) return { start: at + 1, length: first };
  const bytes = first & 0x7f;
  return { start: at + 1 + bytes, length: der.readUIntBE(at + 1, bytes) };
}
