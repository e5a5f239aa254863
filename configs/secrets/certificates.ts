import { createPrivateKey, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { certificateNames } from "./certificate-names";
import type { Finding } from "../schema/errors";
import type { InstanceContext } from "../instance/context";
import type { TlsSecrets } from "./types";

const fix = "run `redis-cache secrets init`, which generates what is missing, or set another";

/** What is wrong with certificates that an instance is to use; checked before anything is deployed with them. */
export function checkCertificates(property: string, tls: TlsSecrets, context: InstanceContext, now: Date): Finding[] {
  const [authorities, [cert]] = [parsed(tls.ca), parsed(tls.cert)];
  if (authorities.length === 0 || !cert) {
    return [finding(`${property}.${cert ? "ca" : "cert"}`, "is no certificate")];
  }
  const authority = authorities.find((one) => isIssuedBy(cert, one));
  return [
    ...(authority
      ? validity(`${property}.ca`, authority, now)
      : [finding(`${property}.cert`, "is not signed by tls.ca")]),
    ...validity(`${property}.cert`, cert, now),
    ...(hasKey(cert, tls.key) ? [] : [finding(`${property}.key`, "is not the key of tls.cert")]),
    ...names(`${property}.cert`, cert, certificateNames(context)),
  ];
}

/** One, or an authority and the one that is to follow it. */
function parsed(pem: string): X509Certificate[] {
  try {
    return (pem.match(block) ?? []).map((text) => new X509Certificate(text));
  } catch {
    return [];
  }
}

const block = /^-----BEGIN CERTIFICATE-----\s*$[^-]+^-----END CERTIFICATE-----\s*$/gm;

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
