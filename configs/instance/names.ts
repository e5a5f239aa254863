import type { InstanceContext } from "./context";

/** The part of an instance that an object of Kubernetes belongs to. */
export type Part = "master" | "replica" | "sentinel";

/**
 * Names of an instance's objects, fixed because DNS, Sentinels and people know them; a new one goes into
 * configs/rules/instances.ts.
 */
export function objectNames({ name, settings: { backup, secrets, tls } }: InstanceContext) {
  return {
    serviceAccount: name,
    redisConfig: `${name}-redis`,
    sentinelConfig: `${name}-sentinel`,
    scripts: `${name}-scripts`,
    /** Secret with a password per user, whoever makes it. */
    users: (secrets.source === "existingSecret" && secrets.secretName) || `${name}-users`,
    /** Secret with ca.crt, tls.crt and tls.key, whoever makes it. */
    tls: (tls.source === "existingSecret" && tls.secretName) || `${name}-tls`,
    /** What user `app` needs to connect. */
    connection: `${name}-connection`,
    /** Headless Service of all pods, which governs the StatefulSets. */
    nodes: `${name}-nodes`,
    /** Service of the replicas that are ready. */
    reads: `${name}-reads`,
    /** Service of all exporters, what Prometheus knows of them, and who reaches them. */
    metrics: `${name}-metrics`,
    alerts: `${name}-alerts`,
    /** The proxy: Deployment, Service for clients, files, budget, and whom it reaches. */
    proxy: `${name}-proxy`,
    /** Headless Service of the proxy's pods, for Prometheus. */
    proxyMetrics: `${name}-proxy-metrics`,
    /** What takes backups: CronJob, service account, files, and whom it reaches. */
    backup: `${name}-backup`,
    drill: `${name}-drill`,
    /** Secret with the credentials for the bucket, whoever makes it. */
    bucket: (backup?.credentials.source === "existingSecret" && backup.credentials.secretName) || `${name}-backup`,
  };
}

/** Name of the Secret with what a user of applications needs to connect. */
export function connectionName(context: InstanceContext, user: string): string {
  const { connection } = objectNames(context);
  return user === "app" ? connection : `${connection}-${user}`;
}

/** Name of the StatefulSet of a part; its pods are the nodes. */
export function setName({ name }: InstanceContext, part: Part): string {
  return `${name}-${part}`;
}

/** Name of a node's volume claim, as the StatefulSet's controller makes it from the template `data`. */
export function claimName(node: string): string {
  return `data-${node}`;
}

/** Folder of an instance's backups in the bucket, where its settings name none. */
export function defaultBackupPrefix(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}
