// @peculiar/x509 wants it loaded before itself.
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { isIP } from "node:net";
import {
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

cryptoProvider.set(webcrypto as unknown as Parameters<typeof cryptoProvider.set>[0]);

/** PEM texts of a root, of the authorities below each other, and last of a node; `key` is the node's. */
export interface Issued {
  pems: string[];
  key: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const hour = 3_600_000;

/** What is wrong with one certificate of a chain, or only looks like it. */
export type Fault = keyof typeof extensionsByFault;

/** What a certificate with the fault has besides the extensions of all. */

const extensionsByFault = {
  whole: [],
  expired: [],
  early: [],
  "no authority": [],
  "short path": [],
  "a critical extension": [new Extension("1.2.3.4", true, Buffer.from("0500", "hex"))],
  "an unknown extension": [new Extension("1.2.3.4", false, Buffer.from("0500", "hex"))],
  "for clients": [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])],
  "for both": [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth, ExtendedKeyUsage.serverAuth])],
  "only names below test": nameConstraints("300aa0083006820474657374"),
  "no names below test": nameConstraints("300aa1083006820474657374"),
  "only addresses in 10.0.0.0/8": nameConstraints("300ea00c300a87080a000000ff000000"),
  "no addresses in 10.0.0.0/8": nameConstraints("300ea10c300a87080a000000ff000000"),
};

export const faults = Object.keys(extensionsByFault) as Fault[];

/** A chain of four, of which the certificate with the number `spoilt` has the fault. */
export async function issueChain(fault: Fault, spoilt: number, names: string[] = []): Promise<Issued> {
  const id = Math.random().toString(36).slice(2);
  const subjects = ["Root", "Policy", "Issuing", "node"].map((name) => `CN=${name} ${id}`);
  const keys = await Promise.all(subjects.map(() => webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"])));
  const pems = await Promise.all(
    subjects.map(async (subject, i) => {
      const [issuer, has] = [Math.max(0, i - 1), (one: Fault) => fault === one && spoilt === i];
      const certificate = await X509CertificateGenerator.create({
        subject,
        issuer: subjects[issuer]!,
        publicKey: keys[i]!.publicKey,
        signingKey: keys[issuer]!.privateKey,
        signingAlgorithm: algorithm,
        notBefore: new Date(Date.now() + (has("early") ? 1 : -2) * hour),
        notAfter: new Date(Date.now() + (has("expired") ? -1 : 2) * hour),
        extensions: [
          new BasicConstraintsExtension(i < 3 && !has("no authority"), has("short path") ? 0 : undefined, true),
          ...(i === 3 && names.length > 0 ? [alternativeNames(names)] : []),
          ...(spoilt === i ? extensionsByFault[fault] : []),
        ],
      });
      return `${certificate.toString("pem")}\n`;
    }),
  );
  const key = PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", keys[3]!.privateKey), "PRIVATE KEY");
  return { pems, key };
}

function alternativeNames(names: string[]): Extension {
  return new SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) ? "ip" : "dns", value })));
}

/** GeneralSubtrees in DER (RFC 5280, 4.2.1.10). */
function nameConstraints(hex: string): Extension[] {
  return [new Extension("2.5.29.30", true, Buffer.from(hex, "hex"))];
}
