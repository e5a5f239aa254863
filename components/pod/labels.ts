import type { InstanceContext, Part } from "../../configs";

/** The parts whose nodes are Redis: the role of master moves among them. */
export const redisParts: readonly Part[] = ["master", "replica"];

type Labels = Record<string, string>;

/** The labels of every object: the user's, and those by which objects are found. */
export function objectLabels({ name, settings }: InstanceContext, part?: Part): Labels {
  return {
    ...settings.labels,
    "app.kubernetes.io/name": "redis",
    "app.kubernetes.io/instance": name,
    ...(part && { "app.kubernetes.io/component": part }),
    "app.kubernetes.io/managed-by": "pulumi",
  };
}

/**
 * What selects the pods of an instance, or of one part; never derived from settings, because selectors cannot change.
 */
export function podLabels({ name }: InstanceContext, part?: Part): Labels {
  return {
    "app.kubernetes.io/name": "redis",
    "app.kubernetes.io/instance": name,
    ...(part && { "app.kubernetes.io/component": part }),
  };
}

/** What selects the pods of backups; by another name than the nodes', so that no Service of the nodes finds them. */
export function backupPodLabels({ name }: InstanceContext): Labels {
  return { "app.kubernetes.io/name": "redis-backup", "app.kubernetes.io/instance": name };
}

/** What selects the pods of the Job that waits for changed files; likewise. */
export function configurationPodLabels({ name }: InstanceContext): Labels {
  return { "app.kubernetes.io/name": "redis-configuration", "app.kubernetes.io/instance": name };
}

/** What selects the pods of the proxy; likewise. */
export function proxyPodLabels({ name }: InstanceContext): Labels {
  return { "app.kubernetes.io/name": "redis-proxy", "app.kubernetes.io/instance": name };
}

/** Selects all pods of some parts. */
export function partsSelector(context: InstanceContext, parts: readonly Part[]) {
  return {
    matchLabels: podLabels(context),
    matchExpressions: [{ key: "app.kubernetes.io/component", operator: "In", values: [...parts] }],
  };
}

/** The label that lets a pod of an application connect. */
export function clientLabel({ name }: Pick<InstanceContext, "name">): Labels {
  return { [`redis-cache/${name}-client`]: "true" };
}
