import { z } from "zod";
import { group, kubernetesName, oneLine, setting } from "../schema/fields";

const issuer = group(
  {
    name: setting(kubernetesName(), { description: "Name of the issuer.", source: "cert-manager: issuerRef" }),
    kind: setting(z.enum(["Issuer", "ClusterIssuer"]).default("Issuer"), {
      description: "Kind of the issuer.",
      source: "cert-manager: issuerRef",
    }),
  },
  { description: "Issuer of cert-manager, for source certManager." },
);

/** Undefined for any other word: the message is the usual one then. */
const whyNotSidecar = ({ input }: { input: unknown }) =>
  input === "sidecar"
    ? "cannot be: a Sentinel announces one port of a node, which replicas and Sentinels need as it is, so clients " +
      "that ask the Sentinels would go past a process beside Redis; extra.redis io-threads takes TLS off Redis's one " +
      "thread from Redis 8.0 and Valkey 8.1 on, and proxy.tls ends it in the proxy (docs/decisions/tls-sidecar.md)"
    : undefined;

export const tls = group(
  {
    enabled: setting(z.boolean().default(false), {
      description: "Redis, Sentinels and replication speak TLS only.",
      source: "redis.io: TLS",
    }),
    source: setting(z.enum(["selfMade", "existingSecret", "certManager"]).default("selfMade"), {
      description: "Where certificates come from: `redis-cache secrets init`, a Secret, or cert-manager.",
      source: "redis.io: TLS",
    }),
    secretName: setting(kubernetesName().optional(), {
      description: "Secret with ca.crt, tls.crt and tls.key, for source existingSecret.",
      computed: "none",
      source: "Kubernetes: TLS Secrets",
    }),
    issuer: issuer.optional(),
    commonName: setting(oneLine().max(64).optional(), {
      description: "Common name of the certificate of cert-manager, which issuers such as Vault may want.",
      computed: "none",
      source: "cert-manager: Certificate",
    }),
    loopbackNames: setting(z.boolean().default(true), {
      description:
        "The certificate also holds localhost and 127.0.0.1, which `kubectl port-forward` needs, and which some " +
        "authorities refuse; on platforms local and docker it always does.",
      source: "README",
    }),
    termination: setting(z.enum(["redis"], { error: whyNotSidecar }).default("redis"), {
      description: "Which process of a node ends TLS: Redis itself. proxy.tls can end it before.",
      source: "docs/decisions/tls-sidecar.md",
    }),
    clientCertificates: setting(z.enum(["optional", "required", "off"]).default("optional"), {
      description: "Whether clients show a certificate of the same authority (tls-auth-clients).",
      source: "redis.conf: tls-auth-clients",
    }),
  },
  { description: "Encryption of all connections." },
);
