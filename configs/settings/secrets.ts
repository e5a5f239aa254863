import { z } from "zod";
import { group, kubernetesName, oneLine, setting } from "../schema/fields";

/**
 * The names that user `app` goes by, with the same rights: one is in use (`secrets.appUser`); the other one has a
 * password only while applications change over to it.
 */
export const appUserNames = ["app", "app-b"] as const;

export type AppUserName = (typeof appUserNames)[number];

const store = group(
  {
    name: setting(kubernetesName(), { description: "Name of the store.", source: "External Secrets: secretStoreRef" }),
    kind: setting(z.enum(["SecretStore", "ClusterSecretStore"]).default("SecretStore"), {
      description: "Kind of the store.",
      source: "External Secrets: secretStoreRef",
    }),
    key: setting(oneLine().max(253).optional(), {
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
    secretName: setting(kubernetesName().optional(), {
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
