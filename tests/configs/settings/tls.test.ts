import { refuses } from "../../support/refused";

refuses([
  [
    "TLS from a Secret without its name",
    { tls: { enabled: true, source: "existingSecret" } },
    "tls.secretName",
    undefined,
    /is missing, and tls\.source existingSecret/,
  ],
  [
    "TLS from cert-manager without an issuer",
    { tls: { enabled: true, source: "certManager" } },
    "tls.issuer",
    undefined,
    /is missing/,
  ],
  ["an issuer without a name", { tls: { issuer: { kind: "Issuer" } } }, "tls.issuer.name", undefined, /is missing/],
  [
    "a word for client certificates of another tool",
    { tls: { clientCertificates: "yes" } },
    "tls.clientCertificates",
    "yes",
    /one of optional, required, off/,
  ],
  [
    "a process beside Redis that ends TLS",
    { tls: { enabled: true, termination: "sidecar" as "redis" } },
    "tls.termination",
    "sidecar",
    /announces one port of a node.* io-threads .* proxy\.tls/,
  ],
  [
    "TLS that ends at somebody unknown",
    { tls: { enabled: true, termination: "envoy" as "redis" } },
    "tls.termination",
    "envoy",
    /redis/,
  ],
]);

describe("on this machine", () => {
  refuses(
    [
      [
        "cert-manager on one machine",
        { tls: { enabled: true, source: "certManager", issuer: { name: "x" } } },
        "tls.source",
        "certManager",
        /platform is local/,
      ],
    ],
    { platform: "local" },
  );
});
