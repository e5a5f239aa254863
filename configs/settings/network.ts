import { z } from "zod";
import { appUserNames } from "../users";
import { duration, group, line, objectName, port, setting } from "./fields";

export const network = group(
  {
    port: setting(port().default(6379), {
      description: "Port of Redis; on platform local that of the home node, replicas have the next ones.",
      source: "redis.conf: port",
    }),
    sentinelPort: setting(port().default(26_379), {
      description: "Port of the Sentinels; on platform local that of the first, the others have the next ones.",
      source: "redis.io: Sentinel",
    }),
    tcpKeepalive: setting(duration({ max: "1h", inSeconds: true }).default("60s"), {
      description: "Interval of keepalive packets; 0s turns them off (tcp-keepalive).",
      source: "redis.conf: tcp-keepalive",
    }),
    timeout: setting(duration({ max: "7d", inSeconds: true }).default("0s"), {
      description: "Idle clients are cut off after this; 0s is never (timeout).",
      source: "redis.conf: timeout",
    }),
    maxclients: setting(z.int().min(100).max(1_000_000).default(10_000), {
      description: "Clients connected at the same time (maxclients).",
      unit: "clients",
      source: "redis.conf: maxclients",
    }),
  },
  { description: "Ports and connections." },
);

const issuer = group(
  {
    name: setting(objectName(), { description: "Name of the issuer.", source: "cert-manager: issuerRef" }),
    kind: setting(z.enum(["Issuer", "ClusterIssuer"]).default("Issuer"), {
      description: "Kind of the issuer.",
      source: "cert-manager: issuerRef",
    }),
  },
  { description: "Issuer of cert-manager, for source certManager." },
);

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
    secretName: setting(objectName().optional(), {
      description: "Secret with ca.crt, tls.crt and tls.key, for source existingSecret.",
      computed: "none",
      source: "Kubernetes: TLS Secrets",
    }),
    issuer: issuer.optional(),
    clientCertificates: setting(z.enum(["optional", "required", "off"]).default("optional"), {
      description: "Whether clients show a certificate of the same authority (tls-auth-clients).",
      source: "redis.conf: tls-auth-clients",
    }),
  },
  { description: "Encryption of all connections." },
);

const store = group(
  {
    name: setting(objectName(), { description: "Name of the store.", source: "External Secrets: secretStoreRef" }),
    kind: setting(z.enum(["SecretStore", "ClusterSecretStore"]).default("SecretStore"), {
      description: "Kind of the store.",
      source: "External Secrets: secretStoreRef",
    }),
    key: setting(line().max(253).optional(), {
      description: "Entry of the store; its properties are the users' names.",
      computed: "NAMESPACE/INSTANCE",
      source: "External Secrets: remoteRef.key",
    }),
  },
  { description: "Store of the External Secrets operator, for source externalSecret." },
);

export const secrets = group(
  {
    source: setting(z.enum(["config", "existingSecret", "externalSecret"]).default("config"), {
      description: "Where passwords come from: `redis-cache:secrets`, a Secret, or the External Secrets operator.",
      source: "Pulumi: secrets; Kubernetes: Secrets",
    }),
    secretName: setting(objectName().optional(), {
      description: "Secret with a password per user, for source existingSecret.",
      computed: "none",
      source: "Kubernetes: Secrets",
    }),
    store: store.optional(),
    appUser: setting(z.enum(appUserNames).default("app"), {
      description: "Name with which applications log in; `redis-cache secrets rotate` changes it with the password.",
      source: "redis.io: ACL",
    }),
  },
  { description: "Where passwords come from; never the passwords." },
);
