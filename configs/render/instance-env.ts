import { hasExporters, type InstanceContext, type NodeAddress } from "../instance/context";
import { jobNotes } from "../instance/notes";
import type { Instance } from "../settings/instance";
import { bytes, milliseconds } from "../schema/units";
import { applicationUsers, loginOf, otherLoginOf } from "../secrets/users";
import { yesNo } from "./conf-format";

/**
 * instance.env: what the scripts of all nodes need to know, the names of directives among it that take effect on
 * restart. Read again at each use, so that a change needs no restart.
 */
export function renderInstanceEnv(context: InstanceContext, restartDirectives: readonly string[]): string {
  const variables = { ...instanceVariables(context), ...externalVariables(context.settings) };
  return envLines({ ...variables, RESTART_DIRECTIVES: restartDirectives.join(" ") });
}

function instanceVariables(context: InstanceContext): Record<string, string | number> {
  const { masterName, settings, nodes } = context;
  const [, ...moreUsers] = applicationUsers(settings);
  const { master, memory, persistence, proxy, replicas, restore, sentinel, server, stop, tls } = settings;
  return {
    DOWN_AFTER_MS: milliseconds(sentinel.downAfter),
    FAILOVER_TIMEOUT_MS: milliseconds(sentinel.failoverTimeout),
    HOME_NODE: nodes.home.name,
    MASTER_NAME: masterName,
    MAX_LAG_MS: milliseconds(master.maxLag),
    MEMORY_LIMIT: bytes(memory.limit),
    METRICS: yesNo(hasExporters(context)),
    METRICS_OF_JOBS: names(jobNotes(settings)),
    MIN_REPLICAS_TO_WRITE: master.minReplicasToWrite,
    MORE_USERS: names(moreUsers.map((user) => loginOf(settings, user))),
    OPTIONAL_USERS: names(["app", ...moreUsers].map((user) => otherLoginOf(settings, user))),
    PERSISTENCE: yesNo(persistence.mode !== "none"),
    PROXY: context.shardOf?.settings.proxy.kind ?? proxy.kind,
    QUORUM: sentinel.quorum,
    REDIS_NODES: addresses([nodes.home, ...nodes.replicas]),
    REPLICAS_MAX: replicas.max,
    REPLICAS_MIN: replicas.min,
    RESTORE_FROM: restore?.from ?? "",
    SENTINEL_NODES: addresses(nodes.sentinels),
    SERVER_ENGINE: server.engine,
    SERVER_VERSION: server.version,
    STOP_GRACE_MS: milliseconds(stop.gracePeriod),
    STOP_HAND_OVER_MS: milliseconds(stop.handOver),
    STOP_PAUSE_MS: milliseconds(stop.pause),
    STOP_SAVE_MS: milliseconds(stop.save),
    TLS: yesNo(tls.enabled),
    TLS_CLIENT_CERTIFICATES: tls.clientCertificates,
  };
}

/** Of the Redis outside that an instance without data follows. */
function externalVariables({ bootstrap }: Instance): Record<string, string | number> {
  if (!bootstrap) return {};
  const { host, port, user, tls, hold } = bootstrap.replicaOf;
  return {
    EXTERNAL: `${host}:${port}`,
    EXTERNAL_HOLD_MS: milliseconds(hold),
    EXTERNAL_TLS: yesNo(tls),
    EXTERNAL_USER: user ?? "",
  };
}

const names = (users: readonly string[]) => users.join(" ");

function addresses(nodes: readonly NodeAddress[]): string {
  return nodes.map(({ name, host, port }) => `${name}=${host}:${port}`).join(" ");
}

/** A file of variables that a shell reads. */
export function envLines(variables: Record<string, string | number>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${shellWord(String(value))}\n`)
    .sort()
    .join("");
}

function shellWord(value: string): string {
  return /^[\w.:/-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
