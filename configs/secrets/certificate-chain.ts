import type { X509Certificate } from "node:crypto";
import type { Finding } from "../schema/errors";

/** What a server shows and trusts: its own certificate, those after it in tls.cert, and those of tls.ca. */
export interface Chain {
  cert: X509Certificate;
  issuers: readonly X509Certificate[];
  authorities: readonly X509Certificate[];
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
    ...path.slice(1).flatMap((one) => authority(place(one), one)),
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

function authority(property: string, certificate: X509Certificate): Finding[] {
  if (certificate.ca) return [];
  const reason = `holds ${nameOf(certificate.subject)}, which may sign no certificates (basicConstraints CA:TRUE)`;
  return [{ property, reason, fix: "write the certificate of an authority" }];
}

/** `CN=Issuing, O=Example`, of a name that Node tells line by line. */
function nameOf(subject: string | undefined): string {
  return (subject ?? "its issuer").split("\n").reverse().join(", ");
}
