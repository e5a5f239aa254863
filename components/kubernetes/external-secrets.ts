import { type Instance, type InstanceContext, objectNames, passwordsOf } from "../../configs";
import { connectionEntries } from "../connection";
import { metadata, secretTemplate } from "./metadata";

type Store = NonNullable<Instance["secrets"]["store"]>;

/** Passwords that the External Secrets operator fetches: one Secret for the nodes, one for applications. */
export function externalSecrets(context: InstanceContext, store: Store) {
  const names = objectNames(context);
  return {
    users: externalSecret(context, store, names.users, {
      data: passwordsOf(context.settings).map((user) => reference(context, store, user)),
    }),
    connection: externalSecret(context, store, names.connection, {
      template: { data: connectionEntries(context, { app: "{{ .app }}" }) },
      data: [reference(context, store, "app")],
    }),
  };
}

interface Content {
  template?: { data: Record<string, string> };
  data: object[];
}

function externalSecret(context: InstanceContext, { kind, name: store }: Store, name: string, content: Content) {
  const { template, data } = content;
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    metadata: metadata(context, { kind: "ExternalSecret", name }),
    spec: {
      secretStoreRef: { kind, name: store },
      target: { name, creationPolicy: "Owner", template: { metadata: secretTemplate(context), ...template } },
      data,
    },
  };
}

function reference({ name, namespace }: InstanceContext, { key }: Store, user: string) {
  return { secretKey: user, remoteRef: { key: key ?? `${namespace}/${name}`, property: user } };
}
