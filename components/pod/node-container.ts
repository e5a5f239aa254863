import type { InstanceContext, Part } from "../../configs";
import { exporterAddress } from "./exporter-address";
import { redisParts } from "./labels";
import { probes, startLimit } from "./probes";
import { redisResources, sentinelResources } from "./resources";
import { containerSecurity } from "./security";
import { folders, hostsFile, hostsMount, volumeMounts } from "./volumes";

/** The container of a node: its script is the first process, and the server the script's child. */
export function nodeContainer(context: InstanceContext, part: Part) {
  const { settings } = context;
  const { network } = settings;
  const isRedis = redisParts.includes(part);
  const kind = isRedis ? "redis" : "sentinel";
  const container = scriptContainer(context, part, kind);
  return {
    ...container,
    env: [...container.env, ...(isRedis ? [containerMemory] : [])],
    ports: [{ name: kind, containerPort: isRedis ? network.port : network.sentinelPort }],
    ...probes(kind, isRedis ? startLimit(settings) : sentinelStartLimit),
    volumeMounts: [...container.volumeMounts, hostsMount],
  };
}

/**
 * The init container of a node's pod. It writes what the others have to find when they start: the hosts file, which
 * could not be mounted otherwise, and what the exporter reads, its password and its certificate files. With the
 * resources of the node's own the pod asks for no more, and keeps its class of service.
 */
export function prepareContainer(context: InstanceContext, part: Part) {
  return scriptContainer(context, part, "prepare");
}

/** It runs a script of the node's own, with all that those read. */
function scriptContainer(context: InstanceContext, part: Part, name: string) {
  const { settings } = context;
  const { enabled } = settings.exporter;
  return {
    name,
    image: imageOf(settings.server),
    imagePullPolicy: "IfNotPresent",
    command: ["sh", `${folders.SCRIPTS_DIR}/${name}.sh`],
    env: [
      nodeNameVariable,
      ...variables({ ...folders, HOSTS_FILE: hostsFile }),
      ...(enabled ? variables({ EXPORTER_ADDRESS: exporterAddress(context, part) }) : []),
    ],
    resources: redisParts.includes(part) ? redisResources(settings) : sentinelResources(settings),
    securityContext: containerSecurity,
    volumeMounts: volumeMounts(context),
  };
}

const sentinelStartLimit = 60;

export const nodeNameVariable = { name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } };

/** In bytes; a larger maxmemory waits for the container that has room for it. */
const containerMemory = {
  name: "CONTAINER_MEMORY",
  valueFrom: { resourceFieldRef: { containerName: "redis", resource: "limits.memory" } },
};

export function variables(values: Record<string, string>) {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

export function imageOf({ image, digest }: { image: string; digest?: string }): string {
  return digest === undefined ? image : `${image}@${digest}`;
}
