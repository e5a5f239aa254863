import { type Instance, type InstanceContext, objectNames } from "../../configs";
import { connectionEntries } from "../../configs/connection";
import { metadata, secretTemplate } from "./metadata";

type Store = NonNullable<Instance["secrets"]["store"]>;

/**
 * Passwords that the External Secrets operator fetches: one Secret for the nodes, with all that the entry holds,
 * because while a password is rotated there is another one; and one for applications.
 */
export function externalSecrets(context: InstanceContext, store: Store) {
  const names = objectNames(context);
  const { appUser } = context.settings.secrets;
  return {
    users: externalSecret(context, store, names.users, { dataFrom: [{ extract: { key: keyOf(context, store) } }] }),
    connection: externalSecret(context, store, names.connection, {
      template: { data: connectionTemplate(context) },
      data: [{ secretKey: "password", remoteRef: { key: keyOf(context, store), property: appUser } }],
    }),
  };
}

interface Content {
  template?: { data: Record<string, string> };
  data?: object[];
  dataFrom?: object[];
}

function externalSecret(context: InstanceContext, { kind, name: store }: Store, name: string, content: Content) {
  const { template, ...from } = content;
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    metadata: metadata(context, { kind: "ExternalSecret", name }),
    spec: {
      secretStoreRef: { kind, name: store },
      target: { name, creationPolicy: "Owner", template: { metadata: secretTemplate(context), ...template } },
      ...from,
    },
  };
}

function keyOf({ name, namespace }: InstanceContext, { key }: Store): string {
  return key ?? `${namespace}/${name}`;
}

/** The operator fills in the password, which in a URL has to be encoded. */
function connectionTemplate(context: InstanceContext): Record<string, string> {
  const password = "{{ .password }}";
  const { url = "", ...entries } = connectionEntries(context, { [context.settings.secrets.appUser]: password });
  return { ...entries, url: url.replace(encodeURIComponent(password), "{{ .password | urlquery }}") };
}
