import { createPrivateKey, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { chainFindings } from "./certificate-chain";
import { certificateNames } from "./certificate-names";
import type { Finding } from "../schema/errors";
import type { InstanceContext } from "../instance/context";
import type { TlsSecrets } from "./types";

const fix = "run `redis-cache secrets init`, which generates what is missing, or set another";

/** What is wrong with certificates that an instance is to use; checked before anything is deployed with them. */
export function checkCertificates(property: string, tls: TlsSecrets, context: InstanceContext, now: Date): Finding[] {
  const [authorities, [cert, ...issuers]] = [parsed(tls.ca), parsed(tls.cert)];
  if (authorities.length === 0 || !cert) {
    return [finding(`${property}.${cert ? "ca" : "cert"}`, "is no certificate")];
  }
  if (!isOf(cert, tls.key) && issuers.some((one) => isOf(one, tls.key))) {
    const reason = "does not begin with the nodes' own certificate, which servers take for theirs";
    return [{ property: `${property}.cert`, reason, fix: "write the nodes' own first, then its issuers" }];
  }
  return [
    ...chainFindings(property, { cert, issuers, authorities, purposes: purposesOf(context) }, now),
    ...keyFindings(`${property}.key`, cert, tls.key),
    ...names(`${property}.cert`, cert, certificateNames(context)),
  ];
}

/** All certificates in a file, whatever stands between them. */
function parsed(pem: string): X509Certificate[] {
  try {
    return (pem.match(block) ?? []).map((text) => new X509Certificate(text));
  } catch {
    return [];
  }
}

const block = /^-----BEGIN CERTIFICATE-----\s*$[^-]+^-----END CERTIFICATE-----\s*$/gm;

function keyFindings(property: string, cert: X509Certificate, key: string): Finding[] {
  if (/^(-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: .*ENCRYPTED)/m.test(key)) {
    const reason = "is encrypted, and servers start without a person who knows its passphrase";
    return [{ property, reason, fix: "write what `openssl pkey -in FILE` prints" }];
  }
  return isOf(cert, key) ? [] : [finding(property, "is not the key of tls.cert")];
}

function isOf(certificate: X509Certificate, key: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

/** A node is server to clients, and client to its master and to Sentinels. */
function purposesOf({ settings }: InstanceContext): Record<string, string> {
  const clientAuth = "1.3.6.1.5.5.7.3.2";
  return { serverAuth: "1.3.6.1.5.5.7.3.1", ...(settings.tls.clientCertificates !== "off" && { clientAuth }) };
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
