import { type InstanceContext, instanceContext } from "../instance/context";
import { connectionName, objectNames } from "../instance/names";
import { usesCertificates } from "../instance/proxy-tls";
import type { Finding } from "../schema/errors";
import { applicationUsers } from "../secrets/users";
import type { Instance } from "../settings/instance";
import type { StackSettings } from "../settings/stack";
import { rule, type StackRule } from "./rule";
import { missing, needsCluster, unused } from "./sources";

const secretsSource = rule(["secrets"], ({ secrets }, { platform }) => {
  const { source } = secrets;
  const lacksName = source === "existingSecret" && secrets.secretName === undefined;
  const lacksStore = source === "externalSecret" && secrets.store === undefined;
  return [
    ...missing(lacksName, "secrets.secretName", "secrets.source", source),
    ...missing(lacksStore, "secrets.store", "secrets.source", source),
    ...needsCluster("secrets.source", source, "config", platform),
  ];
});

const partsOfSource = rule(["secrets"], ({ secrets: { source, secretName, store } }) => [
  ...unused(
    secretName !== undefined && source !== "existingSecret",
    "secrets.secretName",
    "secrets.source",
    "existingSecret",
  ),
  ...unused(store !== undefined && source !== "externalSecret", "secrets.store", "secrets.source", "externalSecret"),
]);

/** Secrets that the stack itself makes are none that somebody else has made; users or certificates may be shared. */
export const secretsApart: StackRule = { reads: ["secrets", "tls", "proxy", "backup", "users"], check: takenSecrets };

type Kind = "users" | "certificates" | "keys of a bucket" | "a connection";

function takenSecrets({ platform, namespace, instances }: StackSettings): Finding[] {
  if (platform !== "kubernetes") return [];
  const all = Object.entries(instances);
  const made = new Map(all.flatMap(([name, one]) => madeFor(instanceContext({ platform, namespace }, name, one))));
  return all.flatMap(([name, settings]) =>
    namedIn(settings)
      .filter(({ value, kind }) => (made.get(value) ?? kind) !== kind)
      .map(({ property, value }) => ({
        ...{ property: `instances.${name}.${property}`, value },
        reason: `is a Secret that the stack itself makes, with ${made.get(value)}`,
        fix: "write the name of another Secret, or another source",
      })),
  );
}

function madeFor(context: InstanceContext): [name: string, kind: Kind][] {
  const { backup, secrets, tls, proxy } = context.settings;
  const names = objectNames(context);
  const pairs: [isMade: boolean, name: string, kind: Kind][] = [
    [secrets.source !== "existingSecret", names.users, "users"],
    [tls.source !== "existingSecret" && usesCertificates({ tls, proxy }), names.tls, "certificates"],
    [backup?.credentials.source === "config", names.bucket, "keys of a bucket"],
    ...applicationUsers(context.settings).map((user): [boolean, string, Kind] => [
      true,
      connectionName(context, user),
      "a connection",
    ]),
  ];
  return pairs.filter(([isMade]) => isMade).map(([, name, kind]) => [name, kind]);
}

function namedIn({ secrets, tls, backup }: Instance): { property: string; value: string; kind: Kind }[] {
  const all: [property: string, value: string | undefined, kind: Kind][] = [
    ["secrets.secretName", secrets.secretName, "users"],
    ["tls.secretName", tls.secretName, "certificates"],
    ["backup.credentials.secretName", backup?.credentials.secretName, "keys of a bucket"],
  ];
  return all.flatMap(([property, value, kind]) => (value === undefined ? [] : [{ property, value, kind }]));
}

export const secretsRules = [secretsSource, partsOfSource];
