import { isAddressOfAws } from "../schema/aws-names";
import { defaultReserves } from "./memory";
import { proxyDefaults } from "./proxy";
import type { Instance, ParsedInstance } from "../settings/instance";
import { type Duration, seconds, type Size } from "../schema/units";
import type { Engine } from "../settings/server";
import type { Platform } from "../settings/stack";

/** The server of this machine, for platform local. */
export interface Installed {
  engine: Engine;
  /** `7.0`, or in full `7.0.15`. */
  version: string;
  /** Whether it takes `activedefrag yes`; undefined where it was not asked. */
  readonly defragments?: boolean;
}

export interface DefaultsContext {
  platform: Platform;
  installed?: Installed;
}

/** Fills in the defaults that depend on other settings. */
export function withComputedDefaults(parsed: ParsedInstance, { platform, installed }: DefaultsContext): Instance {
  const { backup, ...others } = parsed;
  const { master, replicas, sentinel, memory, persistence } = others;
  const withReserves = {
    ...memory,
    activeDefrag: memory.activeDefrag ?? platform === "kubernetes",
    reserves: { ...defaultReserves(memory.limit, persistence.mode), ...memory.reserves },
  };
  return {
    ...others,
    server: serverDefaults(parsed.server, installed),
    master: {
      ...master,
      minReplicasToWrite: master.minReplicasToWrite ?? Math.min(1, replicas.min - 1),
      maxLag: master.maxLag ?? maxLagFor(sentinel.downAfter),
    },
    replicas: { ...replicas, max: replicas.max ?? replicas.min },
    sentinel: { ...sentinel, quorum: sentinel.quorum ?? majority(sentinel.count) },
    memory: withReserves,
    proxy: proxyDefaults(parsed, withReserves, platform),
    ...(backup && { backup: backupDefaults(backup, memory.limit) }),
  };
}

/**
 * Redis counts whole seconds, once a second: so a master that is cut off refuses writes before it can be replaced. Not
 * less than 3 s, which a replica may need where a disk is slow.
 */
function maxLagFor(downAfter: Duration): Duration {
  return `${Math.max(3, Math.floor(seconds(downAfter)) - 2)}s`;
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
