import type { Instance } from "../settings/instance";
import type { Directive } from "./conf-format";
import { line } from "./conf-format";

const clientCertificates = { optional: "optional", required: "yes", off: "no" } as const;

/** What Redis and Sentinel need for TLS, but ports and files, which differ per node. */
export function tlsDirectives({ tls }: Instance): Directive[] {
  if (!tls.enabled) return [];
  return [
    line("tls-auth-clients", clientCertificates[tls.clientCertificates]),
    line("tls-prefer-server-ciphers", true),
    line("tls-protocols", "TLSv1.2 TLSv1.3"),
    // Also the way Sentinel connects to Redis and to other Sentinels.
    line("tls-replication", true),
  ];
}
