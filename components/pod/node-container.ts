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
  const { network, server } = settings;
  const isRedis = redisParts.includes(part);
  const kind = isRedis ? "redis" : "sentinel";
  return {
    name: kind,
    image: imageOf(server),
    imagePullPolicy: "IfNotPresent",
    command: ["sh", `${folders.SCRIPTS_DIR}/${kind}.sh`],
    env: [...scriptEnvironment(context, part), ...(isRedis ? [containerMemory] : [])],
    ports: [{ name: kind, containerPort: isRedis ? network.port : network.sentinelPort }],
    resources: resourcesOf(context, part),
    securityContext: containerSecurity,
    ...probes(kind, isRedis ? startLimit(settings) : sentinelStartLimit),
    volumeMounts: [...volumeMounts(context), hostsMount],
  };
}

export function resourcesOf({ settings }: InstanceContext, part: Part) {
  return redisParts.includes(part) ? redisResources(settings) : sentinelResources(settings);
}

/** What a node's scripts read. */
export function scriptEnvironment(context: InstanceContext, part: Part) {
  const { enabled } = context.settings.exporter;
  return [
    nodeNameVariable,
    ...variables({ ...folders, HOSTS_FILE: hostsFile }),
    ...(enabled ? variables({ EXPORTER_ADDRESS: exporterAddress(context, part) }) : []),
  ];
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
