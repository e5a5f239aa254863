import type { ContainerArgs, NetworkArgs, VolumeArgs } from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { InstanceContext } from "../../configs";
import { type DockerContainer, type DockerInstance, memoryOptions, user, type Volume } from ".";

/** What a container is made with, besides itself. */
export interface ContainerPlace {
  /** Its name in the engine, where those of all stacks are. */
  name: string;
  network: pulumi.Input<string>;
  image: pulumi.Input<string>;
  /** Absolute path of the folder that mounted folders are below. */
  directory: string;
  /** The name in the engine of a volume. */
  volumeName: (volume: string) => string;
}

/** The name in the engine of what an instance has: those of all stacks are there. */
export function engineName({ namespace }: Pick<InstanceContext, "namespace">, name: string): string {
  return `${namespace}-${name}`;
}

/** Arguments of `docker.Container`. */
export function containerArgs(container: DockerContainer, place: ContainerPlace): ContainerArgs {
  const { name, program, environment, address, ports, limits, health, stopGrace, labels } = container;
  const megabytes = Math.ceil(limits.memory / 2 ** 20);
  return {
    name: place.name,
    hostname: name,
    image: place.image,
    entrypoints: program,
    user: `${user}:${user}`,
    envs: Object.entries(environment).map(([key, value]) => `${key}=${value}`),
    mounts: mountsOf(container, place),
    ...(container.memory.length > 0 && {
      tmpfs: Object.fromEntries(container.memory.map(({ path, bytes }) => [path, memoryOptions(bytes)])),
    }),
    networksAdvanced: [
      { name: place.network, aliases: [name], ...(address !== undefined && { ipv4Address: address }) },
    ],
    ports: ports.map((port) => ({ internal: port, external: port, ip: "127.0.0.1" })),
    ...(health && {
      healthcheck: {
        tests: ["CMD", ...health.command],
        ...{ interval: duration(health.interval), timeout: duration(health.timeout), retries: health.retries },
        startPeriod: duration(health.startPeriod),
      },
      wait: true,
      waitTimeout: health.startPeriod + health.retries * health.interval + slowEngine,
    }),
    restart: "unless-stopped",
    stopSignal: "SIGTERM",
    stopTimeout: stopGrace,
    destroyGraceSeconds: stopGrace,
    memory: megabytes,
    // None of it on a disk.
    memorySwap: megabytes,
    cpus: String(limits.cores),
    readOnly: true,
    capabilities: { drops: ["ALL"] },
    securityOpts: ["no-new-privileges:true"],
    logDriver: "json-file",
    logOpts: { "max-size": "10m", "max-file": "2" },
    labels: Object.entries(labels).map(([label, value]) => ({ label, value })),
  };
}

/** Seconds. */
const slowEngine = 30;

/** As Go writes it, and the plugin reads it back: `1m13s`. */
function duration(seconds: number): string {
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

function mountsOf({ mounts, volumes }: DockerContainer, place: ContainerPlace): ContainerArgs["mounts"] {
  return [
    ...mounts.map(({ folder, path }) => ({
      ...{ type: "bind", source: `${place.directory}/${folder}`, target: path },
      readOnly: true,
    })),
    ...volumes.map(({ name, path }) => ({ type: "volume", source: place.volumeName(name), target: path })),
  ];
}

/** Arguments of `docker.Network`. */
export function networkArgs(name: string, { subnet, gateway, dynamic }: DockerInstance["network"]): NetworkArgs {
  return { name, driver: "bridge", ipamConfigs: [{ subnet, gateway, ipRange: dynamic }] };
}

/** Arguments of `docker.Volume`. */
export function volumeArgs(name: string, { memoryBytes }: Volume): VolumeArgs {
  if (memoryBytes === undefined) return { name };
  return { name, driver: "local", driverOpts: { type: "tmpfs", device: "tmpfs", o: memoryOptions(memoryBytes) } };
}
