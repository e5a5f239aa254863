// @peculiar/x509 wants it loaded before itself.
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  cryptoProvider,
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

/** What is wrong with one certificate of a chain. */
export type Fault = "whole" | "expired" | "early" | "no authority";

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
          new BasicConstraintsExtension(i < 3 && !has("no authority"), undefined, true),
          ...(i === 3 && names.length > 0
            ? [new SubjectAlternativeNameExtension(names.map((value) => ({ type: "dns" as const, value })))]
            : []),
        ],
      });
      return `${certificate.toString("pem")}\n`;
    }),
  );
  const key = PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", keys[3]!.privateKey), "PRIVATE KEY");
  return { pems, key };
}
