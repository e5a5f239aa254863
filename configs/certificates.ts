import { createPrivateKey, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { certificateNames } from "./certificate-names";
import type { Finding } from "./errors";
import type { InstanceContext } from "./nodes";
import type { TlsSecrets } from "./users";

const fix = "run `redis-cache secrets init`, which makes what is missing, or set another";

/** What is wrong with certificates that an instance is to use; checked before anything is deployed with them. */
export function checkCertificates(property: string, tls: TlsSecrets, context: InstanceContext, now: Date): Finding[] {
  const [ca, cert] = [parsed(tls.ca), parsed(tls.cert)];
  if (!ca || !cert) return [finding(`${property}.${ca ? "cert" : "ca"}`, "is no certificate")];
  return [
    ...validity(`${property}.ca`, ca, now),
    ...validity(`${property}.cert`, cert, now),
    ...(isIssuedBy(cert, ca) ? [] : [finding(`${property}.cert`, "is not signed by tls.ca")]),
    ...(hasKey(cert, tls.key) ? [] : [finding(`${property}.key`, "is not the key of tls.cert")]),
    ...names(`${property}.cert`, cert, certificateNames(context)),
  ];
}

function parsed(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function validity(property: string, certificate: X509Certificate, now: Date): Finding[] {
  const { validFrom, validTo } = certificate;
  if (now > new Date(validTo)) return [finding(property, `expired on ${validTo}`)];
  return now < new Date(validFrom) ? [finding(property, `is valid only from ${validFrom}`)] : [];
}

function isIssuedBy(certificate: X509Certificate, authority: X509Certificate): boolean {
  return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

function hasKey(certificate: X509Certificate, key: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

function names(property: string, certificate: X509Certificate, wanted: readonly string[]): Finding[] {
  const holds = (name: string) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;
  const lacks = wanted.filter((name) => !holds(name));
  if (lacks.length === 0) return [];
  const more = lacks.length > 3 ? ` and ${lacks.length - 3} more` : "";
  return [finding(property, `does not hold the names ${lacks.slice(0, 3).join(", ")}${more}`)];
}

function finding(property: string, reason: string): Finding {
  return { property, reason, fix };
}
