import { X509Certificate } from "node:crypto";

const block = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

/** Why a text is not certificates in PEM, one after the other; undefined where it is. */
export function certificatesProblem(text: string): string | undefined {
  const blocks = [...text.matchAll(block)];
  if (blocks.length === 0) {
    return "must be certificates in PEM, from -----BEGIN CERTIFICATE----- on, as a block of YAML (`ca: |`)";
  }
  const other = blocks.find(([, kind]) => kind !== "CERTIFICATE");
  if (other) return `must hold certificates only, and there is a ${other[1]!.toLowerCase()}`;
  const broken = blocks.findIndex(([pem]) => !isCertificate(pem));
  return broken < 0 ? undefined : `holds a certificate that cannot be read: number ${broken + 1}`;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
