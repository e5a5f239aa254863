import type { X509Certificate } from "node:crypto";
import { extensionsOf } from "./certificate-extensions";

/** Signatures by MD5 and SHA-1, with RSA and ECDSA, in the certificate's DER. */
const oldSignature = /\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01[\x04\x05]|\x06\x07\x2a\x86\x48\xce\x3d\x04\x01/;

const digitalSignature = 0x80;

/** Whether TLS may sign with its key; certificates without key usage say nothing against it. */
export function maySign(certificate: X509Certificate): boolean {
  const { keyUsage } = extensionsOf(certificate);
  return keyUsage === undefined || (keyUsage & digitalSignature) !== 0;
}

/** Why OpenSSL takes it no more at security level 2, that of distributions; undefined where it does. */
export function weakness(certificate: X509Certificate): string | undefined {
  const { modulusLength } = certificate.publicKey.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined && modulusLength < 2048) return `has an RSA key of ${modulusLength} bits, not 2048`;
  // Nobody looks at a root's own signature.
  const isRoot = certificate.checkIssued(certificate);
  return !isRoot && oldSignature.test(certificate.raw.toString("latin1")) ? "is signed by MD5 or SHA-1" : undefined;
}
