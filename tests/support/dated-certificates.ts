// @peculiar/x509 wants it loaded before itself.
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import {
  cryptoProvider,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import type { TlsSecrets } from "../../configs";

cryptoProvider.set(webcrypto as unknown as Parameters<typeof cryptoProvider.set>[0]);

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** A certificate of that authority, valid from and until so many seconds from now, as the files of a node. */
export async function issueDated(
  { ca, caKey }: Partial<TlsSecrets>,
  from: number,
  until: number,
): Promise<Record<string, string>> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.create({
    subject: "CN=node",
    issuer: new X509Certificate(ca!).subject,
    publicKey: keys.publicKey,
    signingKey: await webcrypto.subtle.importKey("pkcs8", PemConverter.decodeFirst(caKey!), algorithm, true, ["sign"]),
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() + from * 1000),
    notAfter: new Date(Date.now() + until * 1000),
    extensions: [
      new SubjectAlternativeNameExtension([
        { type: "ip", value: "127.0.0.1" },
        { type: "dns", value: "localhost" },
      ]),
    ],
  });
  const key = PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY");
  return { "ca.crt": ca!, "tls.crt": `${certificate.toString("pem")}\n`, "tls.key": key };
}
