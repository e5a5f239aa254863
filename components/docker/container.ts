import type { InstanceContext } from "../../configs";
import { folders } from "../pod/volumes";

/**
 * A container of an instance, from which Compose and Pulumi make the same one. It is free of secrets: those are files
 * in a folder of the host.
 */
export interface DockerContainer {
  /** Unique in the instance; other containers of its network find it by this name. */
  name: string;
  image: string;
  /** In place of the image's entry point. */
  program: string[];
  environment: Record<string, string>;
  /** Folders of the host below that of the stack, mounted read-only; a changed file in them reaches the container. */
  mounts: Mount[];
  /** Volumes of the engine. */
  volumes: { name: string; path: string }[];
  /** Folders in memory that no other container sees. */
  memory: { path: string; bytes: number }[];
  /** Its address in the network of the instance; Docker chooses one where it is left out. */
  address?: string;
  /** Ports that are the same on the host's loopback address. */
  ports: number[];
  limits: { memory: number; cores: number };
  /** Absent where the image has nothing to look with. */
  health?: HealthCheck;
  /** Seconds that it has to end after SIGTERM. */
  stopGrace: number;
  /** Containers that have to be healthy before this one is made, or made anew. */
  after: string[];
  labels: Record<string, string>;
}

interface Mount {
  /** A folder, or a file that never changes. */
  folder: string;
  path: string;
}

/** A command that succeeds in a healthy container; times are in seconds. */
interface HealthCheck {
  command: string[];
  interval: number;
  timeout: number;
  retries: number;
  /** In which failures do not count. */
  startPeriod: number;
}

/** A volume of the engine: on its disk, or in memory for as long as a container uses it. */
export interface Volume {
  name: string;
  /** @default on disk */
  memoryBytes?: number;
}

/**
 * User and group of all containers. Docker gives a new volume the owner that its folder has in the image, and 999 is
 * the one of `/data` in the images of Redis and Valkey.
 */
export const user = 999;

/** Options of a file system in memory, which that user alone may use. */
export function memoryOptions(bytes: number): string {
  return `mode=0700,uid=${user},gid=${user},size=${bytes}`;
}

/** What a container is made anew for: the checksum of what its files change on restart, and that of its scripts. */
export interface Checksums {
  restart?: string;
  scripts?: string;
}

/** Labels by which a node is found, whoever has made its container. */
export function labelsOf(
  { masterName }: Pick<InstanceContext, "masterName">,
  node: string,
  { restart, scripts }: Checksums = {},
): Record<string, string> {
  return {
    [masterLabel]: masterName,
    [nodeLabel]: node,
    ...(restart !== undefined && { "redis-cache.restart-checksum": restart }),
    ...(scripts !== undefined && { "redis-cache.scripts-checksum": scripts }),
  };
}

export const masterLabel = "redis-cache.master";
export const nodeLabel = "redis-cache.node";

/**
 * In every container: nodes know each other by address. Docker's name server asks those of the host, and where none of
 * them answers, as on a laptop without network, a look-up would block a server for 10 s or more.
 */
export const noNames = { file: "resolv.conf", text: "# Nodes are known by address; nobody is asked for a name.\n" };

/** Folders of the host, below that of the stack, by the path where a container finds what is in them. */
export function hostFolders({ name }: Pick<InstanceContext, "name">) {
  return {
    names: { folder: `${name}/names/${noNames.file}`, path: "/etc/resolv.conf" },
    redis: { folder: `${name}/redis`, path: folders.CONFIG_DIR },
    sentinel: { folder: `${name}/sentinel`, path: folders.CONFIG_DIR },
    scripts: { folder: `${name}/scripts`, path: folders.SCRIPTS_DIR },
    proxy: { folder: `${name}/proxy`, path: folders.CONFIG_DIR },
    proxyScripts: { folder: `${name}/proxy-scripts`, path: folders.SCRIPTS_DIR },
    secrets: { folder: `secrets/${name}/nodes`, path: folders.SECRETS_DIR },
    proxySecrets: { folder: `secrets/${name}/proxy`, path: folders.SECRETS_DIR },
    tls: { folder: `secrets/${name}/tls`, path: folders.TLS_DIR },
  };
}
