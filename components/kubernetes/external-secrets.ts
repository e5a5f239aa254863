import { connectionName, type Instance, type InstanceContext, loginOf, objectNames } from "../../configs";
import { connectionEntries } from "../../configs/connection";
import { metadata, secretTemplate } from "./metadata";

type Store = NonNullable<Instance["secrets"]["store"]>;

/**
 * Passwords that the External Secrets operator fetches: one Secret for the nodes, with all that the entry holds,
 * because while a password is rotated there is another one.
 */
export function externalUsers(context: InstanceContext, store: Store) {
  const { users } = objectNames(context);
  return externalSecret(context, store, users, { dataFrom: [{ extract: { key: keyOf(context, store) } }] });
}

/** What applications need to connect as a user, with the password that the operator fetches. */
export function externalConnection(context: InstanceContext, store: Store, user: string) {
  const property = loginOf(context.settings, user);
  return externalSecret(context, store, connectionName(context, user), {
    template: { data: connectionTemplate(context, user) },
    data: [{ secretKey: "password", remoteRef: { key: keyOf(context, store), property } }],
  });
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
function connectionTemplate(context: InstanceContext, user: string): Record<string, string> {
  const password = "{{ .password }}";
  const login = loginOf(context.settings, user);
  const secrets = { [login]: password, users: { [login]: password } };
  const entries = Object.entries(connectionEntries(context, secrets, user));
  const encoded = encodeURIComponent(password);
  return Object.fromEntries(entries.map(([name, text]) => [name, text.replace(encoded, "{{ .password | urlquery }}")]));
}
