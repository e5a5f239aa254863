import { missingCertificates } from "../../../cli/secrets/certificates";
import { certificateNames } from "../../../configs/secrets/certificate-names";
import type { InstanceInput } from "../../../configs/settings/instance";
import { contextOf } from "../contexts";

/** Options of a cluster with TLS on every connection and certificates of all clients. */
export async function encryptedOptions(): Promise<{ input: InstanceInput; tls: Record<string, string> }> {
  const input = { tls: { enabled: true, clientCertificates: "required" } } as const;
  const { ca = "", cert = "", key = "" } = await missingCertificates(certificateNames(contextOf(input)), undefined);
  return {
    input,
    tls: { "ca.crt": ca, "tls.crt": cert, "tls.key": key },
  };
}
