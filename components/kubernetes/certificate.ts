import { isIP } from "node:net";
import { certificateNames, type Instance, type InstanceContext, objectNames } from "../../configs";
import { metadata, secretTemplate } from "./metadata";

type Issuer = NonNullable<Instance["tls"]["issuer"]>;

/**
 * A certificate of cert-manager, which writes ca.crt, tls.crt and tls.key into a Secret and renews them; nodes read
 * them when they start.
 */
export function certificate(context: InstanceContext, issuer: Issuer) {
  const { tls } = objectNames(context);
  const { commonName } = context.settings.tls;
  const names = certificateNames(context);
  const addresses = names.filter((name) => isIP(name));
  return {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: metadata(context, { kind: "Certificate", name: tls }),
    spec: {
      secretName: tls,
      secretTemplate: secretTemplate(context),
      issuerRef: { group: "cert-manager.io", kind: issuer.kind, name: issuer.name },
      ...(commonName !== undefined && { commonName }),
      // One certificate serves all nodes: each is a server, and a client of the others.
      usages: ["digital signature", "key encipherment", "server auth", "client auth"],
      dnsNames: names.filter((name) => !isIP(name)),
      ...(addresses.length > 0 && { ipAddresses: addresses }),
      privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
    },
  };
}
