// @peculiar/x509 wants it loaded before itself.
import "reflect-metadata";
import { randomUUID, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import type { TlsSecrets } from "../../configs";
import { UserError } from "../terminal/errors";

cryptoProvider.set(webcrypto as unknown as Parameters<typeof cryptoProvider.set>[0]);

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const day = 24 * 60 * 60 * 1000;
const caDays = 3650;
// Longer-lived certificates are refused by Apple's TLS libraries.
const certificateDays = 825;
const renewalDays = 30;

/** What has to be made: everything, a certificate by the CA there is, or nothing. */
export async function missingCertificates(
  names: readonly string[],
  existing: Partial<TlsSecrets> | undefined,
): Promise<Partial<TlsSecrets>> {
  const given = existing?.cert && existing.key && existing.ca;
  if (given && covers(existing.cert!, names)) return {};
  if (given && !existing.caKey) throw notRenewable();
  if (existing?.ca && existing.caKey && outlives(existing.ca)) {
    return issue(names, new X509Certificate(existing.ca), await importKey(existing.caKey));
  }
  const authority = await createAuthority();
  const ca = authority.certificate.toString("pem");
  return { ca, caKey: await exportKey(authority.key), ...(await issue(names, authority.certificate, authority.key)) };
}

/** Another authority in its place would shut out all that trust this one. */
function notRenewable(): UserError {
  return new UserError(
    `The certificate under tls lacks a name of the nodes, or expires within ${renewalDays} days, and without caKey ` +
      "only its authority can issue another.",
    "Put a new cert and key there, or remove tls for an authority that the toolkit makes.",
  );
}

/** True where the certificate has all names and is not about to expire. */
export function covers(pem: string, names: readonly string[]): boolean {
  const certificate = new X509Certificate(pem);
  const alternatives = certificate.getExtension(SubjectAlternativeNameExtension)?.names.items ?? [];
  const certified = new Set(alternatives.map(({ value }) => value));
  return expiresLaterThan(certificate, renewalDays) && names.every((name) => certified.has(name));
}

function outlives(ca: string): boolean {
  return expiresLaterThan(new X509Certificate(ca), certificateDays);
}

function expiresLaterThan(certificate: X509Certificate, days: number): boolean {
  return certificate.notAfter.getTime() - Date.now() > days * day;
}

async function createAuthority() {
  const keys = await createKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    // Of two authorities in one file that had the same name, OpenSSL would look at the first only.
    name: `CN=redis-cache ${randomUUID()}`,
    keys,
    signingAlgorithm: algorithm,
    ...validFor(caDays),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate, key: keys.privateKey };
}

async function issue(names: readonly string[], ca: X509Certificate, caKey: webcrypto.CryptoKey) {
  const keys = await createKeys();
  const certificate = await X509CertificateGenerator.create({
    subject: "CN=redis-cache node",
    issuer: ca.subject,
    publicKey: keys.publicKey,
    signingKey: caKey,
    signingAlgorithm: algorithm,
    ...validFor(certificateDays),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      // A node is server to clients, and client to its master and to Sentinels.
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      new SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) ? "ip" : "dns", value }))),
      // Python 3.13 wants both (VERIFY_X509_STRICT).
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(ca.publicKey),
    ],
  });
  return { cert: certificate.toString("pem"), key: await exportKey(keys.privateKey) };
}

function validFor(days: number) {
  // Clocks of machines differ a little.
  const notBefore = new Date(Date.now() - day / 24);
  return { notBefore, notAfter: new Date(notBefore.getTime() + days * day) };
}

function createKeys() {
  return webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}

function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey("pkcs8", PemConverter.decodeFirst(pem), algorithm, true, ["sign"]);
}
