import type { X509Certificate } from "node:crypto";
import type { Finding } from "../schema/errors";
import { extensionsOf } from "./certificate-extensions";
import { maySign, weakness } from "./certificate-limits";
import { forbiddenName } from "./name-constraints";

/** What a server shows and trusts: its own certificate, those after it in tls.cert, and those of tls.ca. */
export interface Chain {
  cert: X509Certificate;
  issuers: readonly X509Certificate[];
  authorities: readonly X509Certificate[];
  /** What it is used for: names of purposes, with their object identifiers. */
  purposes: Readonly<Record<string, string>>;
}

/**
 * What OpenSSL would refuse of the chain: it goes from issuer to issuer, through tls.ca first, and has to end at a
 * certificate of tls.ca that is its own issuer (openssl-verification-options: Certification Path Building).
 */
export function chainFindings(property: string, chain: Chain, now: Date): Finding[] {
  const path = [chain.cert];
  for (;;) {
    const last = path.at(-1)!;
    const issues = (one: X509Certificate) => !path.includes(one) && isIssuedBy(last, one);
    const trusted = chain.authorities.find(issues);
    // After one of tls.ca OpenSSL looks nowhere else.
    const issuer = trusted ?? (chain.authorities.includes(last) ? undefined : chain.issuers.find(issues));
    if (!issuer) return [endsWithoutRoot(property, last)];
    path.push(issuer);
    if (trusted && isIssuedBy(trusted, trusted)) break;
  }
  const place = (one: X509Certificate) => `${property}.${chain.authorities.includes(one) ? "ca" : "cert"}`;
  return [
    ...path.flatMap((one) => validity(place(one), one, path.length, now)),
    ...path.slice(1).flatMap((one, between) => authority(place(one), one, between)),
    ...path.slice(1).flatMap((one) => constraints(place(one), one, chain.cert)),
    ...path.flatMap((one) => usages(place(one), one, chain.purposes)),
    ...path.flatMap((one) => weak(place(one), one)),
    ...path.flatMap((one) => unknown(place(one), one)),
    ...(maySign(chain.cert) ? [] : [signsNothing(property)]),
  ];
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function endsWithoutRoot(property: string, last: X509Certificate): Finding {
  return {
    property: `${property}.cert`,
    reason: `is not signed by a root certificate of tls.ca: ${nameOf(last.issuer)} is missing`,
    fix: "write the root certificate into tls.ca, and those between into tls.cert, after the nodes' own",
  };
}

function validity(property: string, certificate: X509Certificate, length: number, now: Date): Finding[] {
  const { subject, validFrom, validTo } = certificate;
  const which = length > 2 ? ` (${nameOf(subject)})` : "";
  const fix = "run `redis-cache secrets init`, which generates what is missing, or set another";
  if (now > new Date(validTo)) return [{ property, reason: `expired on ${validTo}${which}`, fix }];
  return now < new Date(validFrom) ? [{ property, reason: `is valid only from ${validFrom}${which}`, fix }] : [];
}

function weak(property: string, certificate: X509Certificate): Finding[] {
  const reason = weakness(certificate);
  if (reason === undefined) return [];
  const who = `holds ${nameOf(certificate.subject)}, which ${reason}`;
  return [
    { property, reason: `${who}: OpenSSL of today refuses it`, fix: "write one of 2048 bits, signed by SHA-256" },
  ];
}

function signsNothing(property: string): Finding {
  return {
    property: `${property}.cert`,
    reason: "has a key usage without digitalSignature, by which TLS proves that the key is there",
    fix: "write one with digitalSignature, or without key usage",
  };
}

/** `between` authorities stand between it and the nodes' certificate. */
function authority(property: string, certificate: X509Certificate, between: number): Finding[] {
  const { longestPath: most } = extensionsOf(certificate);
  if (most !== undefined && between > most) {
    const who = `holds ${nameOf(certificate.subject)}`;
    const reason = `${who}, which allows ${most} authorities below it (pathlen), and there are ${between}`;
    return [{ property, reason, fix: "write a chain with fewer authorities" }];
  }
  if (certificate.ca) return [];
  const reason = `holds ${nameOf(certificate.subject)}, which may sign no certificates (basicConstraints CA:TRUE)`;
  return [{ property, reason, fix: "write the certificate of an authority" }];
}

function constraints(property: string, authority: X509Certificate, cert: X509Certificate): Finding[] {
  const name = forbiddenName(extensionsOf(cert), extensionsOf(authority));
  if (name === undefined) return [];
  const reason = `holds ${nameOf(authority.subject)}, whose name constraints do not allow ${name}`;
  return [{ property, reason, fix: "write a certificate of an authority that may sign this name" }];
}

/** OpenSSL asks each of the path for the purpose, authorities that limit themselves included. */
function usages(property: string, certificate: X509Certificate, purposes: Chain["purposes"]): Finding[] {
  // Node's types say text of it, which it is not where there is no such extension.
  const allowed = certificate.keyUsage as string[] | undefined;
  const lacks = Object.entries(purposes).flatMap(([name, oid]) => (!allowed || allowed.includes(oid) ? [] : [name]));
  if (lacks.length === 0) return [];
  const who = `holds ${nameOf(certificate.subject)}, which`;
  const reason = `${who} may not be used for ${lacks.join(" and ")} by its extended key usage`;
  return [{ property, reason, fix: "run `redis-cache secrets init`, which generates what is missing, or set another" }];
}

function unknown(property: string, certificate: X509Certificate): Finding[] {
  if (!extensionsOf(certificate).hasUnknown) return [];
  const reason = `holds ${nameOf(certificate.subject)}, with a critical extension that OpenSSL does not know`;
  return [{ property, reason, fix: "write one without it" }];
}

/** `CN=Issuing, O=Example`, of a name that Node tells line by line. */
function nameOf(subject: string | undefined): string {
  return (subject ?? "its issuer").split("\n").reverse().join(", ");
}
