import { bytes, type InstanceContext, type NodeAddress, type Part, seconds } from "../../configs";
import { millicores } from "../../configs/schema/units";
import { runtimeScripts, scriptsChecksum } from "../../runtime";
import { imageOf } from "../pod/node-container";
import { redisParts } from "../pod/labels";
import { startLimit } from "../pod/probes";
import { sentinelResources } from "../pod/resources";
import { folders } from "../pod/volumes";
import { type DockerContainer, hostFolders, labelsOf, type Volume } from "./container";

/** The container of a node; `after` are those that are made before it. */
export function containerOfNode(
  context: InstanceContext,
  part: Part,
  { name, host, port }: NodeAddress,
  { restartChecksum, after }: { restartChecksum: string; after: string[] },
): DockerContainer {
  const { settings } = context;
  const { exporter, server, stop, tls } = settings;
  const isRedis = redisParts.includes(part);
  const kind = isRedis ? "redis" : "sentinel";
  const own = hostFolders(context);
  const limits = limitsOf(context, isRedis);
  return {
    name,
    image: imageOf(server),
    program: ["sh", `${folders.SCRIPTS_DIR}/${kind}.sh`],
    environment: {
      NODE_NAME: name,
      ...folders,
      ...(isRedis && { CONTAINER_MEMORY: String(limits.memory) }),
      ...(exporter.enabled && { EXPORTER_ADDRESS: metricsOf(context, { host, port }) }),
    },
    mounts: [
      own.names,
      isRedis ? own.redis : own.sentinel,
      own.scripts,
      own.secrets,
      ...(tls.enabled ? [own.tls] : []),
    ],
    volumes: [
      { name, path: folders.DATA_DIR },
      ...(exporter.enabled ? [{ name: loginVolume(name).name, path: `${folders.RUN_DIR}/exporter` }] : []),
    ],
    memory: [{ path: folders.RUN_DIR, bytes: bytes("4Mi") }],
    address: host,
    ports: [port],
    limits,
    // Docker asks a single question, and containers are made in turn by its answer. It is that of the startup probe:
    // ready at once, and after a while also a node that waits for one that is made later.
    health: {
      command: ["sh", `${folders.SCRIPTS_DIR}/started.sh`, kind],
      ...{ interval: 2, timeout: 15, retries: 6 },
      startPeriod: isRedis ? startLimit(settings) : sentinelStartLimit,
    },
    stopGrace: seconds(stop.gracePeriod),
    after,
    labels: labelsOf(context, name, { restart: restartChecksum, scripts: scriptsChecksum(runtimeScripts()) }),
  };
}

const sentinelStartLimit = 60;

function limitsOf({ settings }: InstanceContext, isRedis: boolean): DockerContainer["limits"] {
  if (isRedis) return { memory: bytes(settings.memory.limit), cores: millicores(settings.cpu.limit) / 1000 };
  const { memory, cpu } = sentinelResources(settings).limits;
  return { memory: bytes(memory as typeof settings.sentinel.memory), cores: millicores(cpu) / 1000 };
}

/** Whom the exporter of a node asks. */
export function metricsOf({ settings }: InstanceContext, { host, port }: Pick<NodeAddress, "host" | "port">): string {
  return `${settings.tls.enabled ? "rediss" : "redis"}://${host}:${port}`;
}

/** Where the script of a node writes the password for the exporter beside it. */
export function loginVolume(node: string): Volume {
  return { name: `${node}-exporter`, memoryBytes: bytes("1Mi") };
}
