import { isAddressOfAws } from "../schema/aws-names";
import { defaultReserves } from "./memory";
import type { Instance, ParsedInstance } from "../settings/instance";
import type { Size } from "../schema/units";
import type { Engine } from "../settings/server";
import type { Platform } from "../settings/stack";

/** The server of this machine, for platform local. */
export interface Installed {
  engine: Engine;
  /** `7.0`, or in full `7.0.15`. */
  version: string;
  /** Memory allocator it was built with: `jemalloc`, `libc`. */
  allocator?: string;
}

export interface DefaultsContext {
  platform: Platform;
  installed?: Installed;
}

/** Fills in the defaults that depend on other settings. */
export function withComputedDefaults(parsed: ParsedInstance, { platform, installed }: DefaultsContext): Instance {
  const { backup, ...others } = parsed;
  const { master, replicas, sentinel, memory, persistence } = others;
  return {
    ...others,
    server: serverDefaults(parsed.server, installed),
    master: { ...master, minReplicasToWrite: master.minReplicasToWrite ?? Math.min(1, replicas.min - 1) },
    replicas: { ...replicas, max: replicas.max ?? replicas.min },
    sentinel: { ...sentinel, quorum: sentinel.quorum ?? majority(sentinel.count) },
    memory: {
      ...memory,
      activeDefrag: memory.activeDefrag ?? platform === "kubernetes",
      reserves: { ...defaultReserves(memory.limit, persistence.mode), ...memory.reserves },
    },
    ...(backup && { backup: backupDefaults(backup, memory.limit) }),
  };
}

function backupDefaults(backup: NonNullable<ParsedInstance["backup"]>, limit: Size): NonNullable<Instance["backup"]> {
  const { bucket, checksums, encryption, endpoint, job, server } = backup;
  const onAws = !server && (endpoint === undefined || isAddressOfAws(endpoint));
  return {
    ...backup,
    bucket: bucket ?? (server && "backups"),
    checksums: checksums ?? (onAws ? "whenSupported" : "whenRequired"),
    encryption: encryption ?? (endpoint === undefined && !server ? "s3" : "none"),
    job: { ...job, volume: job.volume ?? limit },
  };
}

/** More than half. */
export function majority(count: number): number {
  return Math.floor(count / 2) + 1;
}

const defaultVersions = { redis: "8.2", valkey: "8.1" } as const;
const repositories = { redis: "docker.io/library/redis", valkey: "docker.io/valkey/valkey" };

function serverDefaults(server: ParsedInstance["server"], installed?: Installed): Instance["server"] {
  const engine = server.engine ?? engineOf(server.version, installed) ?? "redis";
  const version = server.version ?? installedVersion(engine, installed) ?? defaultVersions[engine];
  return { ...server, engine, version, image: server.image ?? `${repositories[engine]}:${version}` };
}

/** What is installed says nothing of the engine of another version. */
function engineOf(version: string | undefined, installed?: Installed): Engine | undefined {
  if (!installed) return undefined;
  return version === undefined || version === installedVersion(installed.engine, installed)
    ? installed.engine
    : undefined;
}

/** Its minor version, known or not: the rule on server.version refuses what the facts do not cover. */
function installedVersion(engine: Engine, installed?: Installed): Instance["server"]["version"] | undefined {
  if (installed?.engine !== engine) return undefined;
  return installed.version.split(".").slice(0, 2).join(".") as Instance["server"]["version"];
}
