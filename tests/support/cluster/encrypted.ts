import { missingCertificates } from "../../../cli/secrets/certificates";
import type { InstanceInput } from "../../../configs/settings/instance";

/** Options of a cluster with TLS on every connection and certificates of all clients. */
export async function encryptedOptions(): Promise<{ input: InstanceInput; tls: Record<string, string> }> {
  const { ca = "", cert = "", key = "" } = await missingCertificates(["127.0.0.1", "localhost"], undefined);
  return {
    input: { tls: { enabled: true, clientCertificates: "required" } },
    tls: { "ca.crt": ca, "tls.crt": cert, "tls.key": key },
  };
}
