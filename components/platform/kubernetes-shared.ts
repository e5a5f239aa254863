import * as apiextensions from "@pulumi/kubernetes/apiextensions";
import * as core from "@pulumi/kubernetes/core/v1";
import * as networking from "@pulumi/kubernetes/networking/v1";
import * as policy from "@pulumi/kubernetes/policy/v1";
import * as pulumi from "@pulumi/pulumi";
import { applicationUsers, connectionName, objectNames, usesCertificates } from "../../configs";
import { connectionEntries } from "../../configs/connection";
import { certificate } from "../kubernetes/certificate";
import { configMap, configMaps } from "../kubernetes/config-maps";
import { disruptionBudgets } from "../kubernetes/disruption-budgets";
import { externalConnection, externalUsers } from "../kubernetes/external-secrets";
import { metadata } from "../kubernetes/metadata";
import { networkPolicies } from "../kubernetes/network-policies";
import { nodesService, readsService, sentinelService } from "../kubernetes/services";
import { certificateFiles, passwordFiles } from "../../configs/secrets/node-files";
import type { SharedArgs } from ".";
import { kubernetesMonitoring } from "./kubernetes-monitoring";

/** The objects that an instance has once. */
export function kubernetesShared(name: string, args: SharedArgs, parent: pulumi.Resource): pulumi.Resource[] {
  const shared: Shared = { ...args, name, parent };
  return [
    serviceAccount(shared),
    ...configuration(shared),
    ...users(shared),
    ...certificates(shared),
    ...services(shared),
    ...budgets(shared),
    ...policies(shared),
    ...kubernetesMonitoring(name, args.context, parent),
  ];
}

interface Shared extends SharedArgs {
  name: string;
  parent: pulumi.Resource;
}

/** Of no rights, and its token is mounted nowhere. */
function serviceAccount({ name, context, parent }: Shared) {
  const account = metadata(context, { kind: "ServiceAccount", name: objectNames(context).serviceAccount });
  return new core.ServiceAccount(
    `${name}-account`,
    { metadata: account, automountServiceAccountToken: false },
    { parent },
  );
}

function configuration({ name, context, files, parent }: Shared) {
  const maps = configMaps(context, files);
  return [
    new core.ConfigMap(`${name}-redis-config`, maps.redis, { parent }),
    new core.ConfigMap(`${name}-sentinel-config`, maps.sentinel, { parent }),
    new core.ConfigMap(`${name}-scripts`, maps.scripts, { parent }),
  ];
}

/** Passwords for the nodes, and all that applications need to connect, as far as each is not made elsewhere. */
function users(shared: Shared): pulumi.Resource[] {
  const { name, context, secrets, parent } = shared;
  const { source, store } = context.settings.secrets;
  const names = objectNames(context);
  const connections = applicationUsers(context.settings).map((user) => ({
    user,
    suffix: user === "app" ? "connection" : `connection-${user}`,
    objectName: connectionName(context, user),
  }));
  switch (source) {
    case "config":
      return [
        secret(
          shared,
          "users",
          names.users,
          secrets.apply((known) => passwordFiles(context.settings, known)),
        ),
        ...connections.map(({ user, suffix, objectName }) => {
          const entries = secrets.apply((known) => connectionEntries(context, known, user));
          return secret(shared, suffix, objectName, entries);
        }),
      ];
    case "existingSecret":
      return connections.map(({ user, suffix, objectName }) => {
        const map = configMap(context, objectName, connectionEntries(context, {}, user));
        return new core.ConfigMap(`${name}-${suffix}`, map, { parent });
      });
    case "externalSecret":
      return [
        new apiextensions.CustomResource(`${name}-users`, externalUsers(context, store!), { parent }),
        ...connections.map(({ user, suffix }) => {
          const object = externalConnection(context, store!, user);
          return new apiextensions.CustomResource(`${name}-${suffix}`, object, { parent });
        }),
      ];
    default: {
      const exhaustiveCheck: never = source;
      return exhaustiveCheck;
    }
  }
}

function certificates(shared: Shared): pulumi.Resource[] {
  const { name, context, secrets, parent } = shared;
  const { settings } = context;
  const { source, issuer } = settings.tls;
  if (!usesCertificates(settings) || source === "existingSecret") return [];
  if (source === "certManager") {
    return [new apiextensions.CustomResource(`${name}-tls`, certificate(context, issuer!), { parent })];
  }
  const pems = secrets.apply((known) => certificateFiles(settings, known));
  return [secret(shared, "tls", objectNames(context).tls, pems)];
}

function secret(
  { name, context, parent }: Shared,
  suffix: string,
  objectName: string,
  stringData: pulumi.Output<Record<string, string>>,
) {
  return new core.Secret(
    `${name}-${suffix}`,
    { metadata: metadata(context, { kind: "Secret", name: objectName }), stringData: pulumi.secret(stringData) },
    { parent },
  );
}

function services({ name, context, parent }: Shared) {
  return [
    new core.Service(`${name}-nodes`, nodesService(context), { parent }),
    new core.Service(`${name}-reads`, readsService(context), { parent }),
    new core.Service(`${name}-sentinels`, sentinelService(context), { parent }),
  ];
}

function budgets({ name, context, parent }: Shared) {
  const { redis, sentinel } = disruptionBudgets(context);
  return [
    new policy.PodDisruptionBudget(`${name}-redis-budget`, redis, { parent }),
    new policy.PodDisruptionBudget(`${name}-sentinel-budget`, sentinel, { parent }),
  ];
}

function policies({ name, context, parent }: Shared) {
  const { redis, sentinel } = networkPolicies(context);
  return [
    new networking.NetworkPolicy(`${name}-redis-policy`, redis, { parent }),
    new networking.NetworkPolicy(`${name}-sentinel-policy`, sentinel, { parent }),
  ];
}
