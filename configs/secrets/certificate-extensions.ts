import type { X509Certificate } from "node:crypto";
import { type Element, elementsOf } from "./der";

/** Extensions that are read here, by their object identifier in hex (RFC 5280, 4.2.1). */
const oids = { keyUsage: "551d0f", subjectAltName: "551d11", basicConstraints: "551d13", nameConstraints: "551d1e" };

/** Those that OpenSSL 3.0 understands besides (X509_supported_extension): policies, purposes, and others. */
const understood = new Set([
  ...Object.values(oids),
  ...["551d1f", "551d20", "551d21", "551d24", "551d25", "551d36"],
  ...["6086480186f8420101", "2b0601050507300105", "2b0601050507010e", "2b06010505070107", "2b06010505070108"],
]);

/** What a certificate says of itself that Node tells nothing of. */
export interface Extensions {
  /** How many authorities may stand between it and the nodes' certificate; undefined for any number. */
  longestPath?: number;
  /** The first byte of its key usage; undefined where it has none. */
  keyUsage?: number;
  names: Element[];
  constraints: { permitted: Element[]; excluded: Element[] };
  /** Whether there is a critical one that OpenSSL does not know, for which it refuses a certificate. */
  hasUnknown: boolean;
}

/** Reads the extensions out of the certificate's DER. */
export function extensionsOf({ raw }: X509Certificate): Extensions {
  const all = listed(raw);
  const value = (oid: string) => all.find((one) => one.oid === oid)?.value;
  const inside = (oid: string) => elementsOf(value(oid)?.content ?? Buffer.alloc(0));
  const [permitted, excluded] = [0xa0, 0xa1].map((tag) => subtrees(inside(oids.nameConstraints), tag));
  return {
    longestPath: inside(oids.basicConstraints)
      .find(({ tag }) => tag === 0x02)
      ?.content.at(-1),
    keyUsage: value(oids.keyUsage)?.content[1],
    names: inside(oids.subjectAltName),
    constraints: { permitted: permitted!, excluded: excluded! },
    hasUnknown: all.some(({ oid, critical }) => critical && !understood.has(oid)),
  };
}

function listed(raw: Buffer): { oid: string; critical: boolean; value: Element | undefined }[] {
  const [certificate] = elementsOf(raw);
  const [toBeSigned] = elementsOf(certificate!.content);
  const field = elementsOf(toBeSigned!.content).find(({ tag }) => tag === 0xa3);
  const [list] = elementsOf(field?.content ?? Buffer.alloc(0));
  return elementsOf(list?.content ?? Buffer.alloc(0)).map(({ content }) => {
    const [oid, ...rest] = elementsOf(content);
    const critical = rest.some(({ tag, content: bytes }) => tag === 0x01 && bytes[0] !== 0);
    return { oid: oid!.content.toString("hex"), critical, value: elementsOf(rest.at(-1)!.content)[0] };
  });
}

/** The names of GeneralSubtrees with this tag. */
function subtrees(constraints: Element[], tag: number): Element[] {
  const found = constraints.find((one) => one.tag === tag);
  return elementsOf(found?.content ?? Buffer.alloc(0)).flatMap(({ content }) => elementsOf(content).slice(0, 1));
}
