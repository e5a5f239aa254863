import { isIgnored } from "../data/directives";
import { maxmemoryBytes, shareBytes } from "../memory";
import { bytes, formatSize, MiB } from "../units";
import { rule } from "./rule";

const ignoredDirectives = rule([], ({ server, extra }) =>
  Object.entries(extra.redis)
    .filter(([name]) => isIgnored(server, name))
    .map(([name, value]) => ({
      property: `extra.redis.${name}`,
      value,
      reason: `${server.engine} ${server.version} accepts this directive in a file and does nothing with it`,
      fix: "remove it",
    })),
);

const writesUnguarded = rule(
  [],
  ({ master: { minReplicasToWrite } }) =>
    minReplicasToWrite === 0 && {
      property: "master.minReplicasToWrite",
      value: minReplicasToWrite,
      reason: "a master cut off from its replicas goes on taking writes, which are lost after the failover",
      fix: "write 1, with a replicas.min of 2 or more",
    },
);

const allResyncAtOnce = rule(
  [],
  ({ sentinel: { parallelSyncs }, replicas: { min } }) =>
    parallelSyncs > 1 &&
    parallelSyncs >= min && {
      property: "sentinel.parallelSyncs",
      value: parallelSyncs,
      reason: `all ${min} replicas may load at the same time after a failover, and none would serve reads`,
      fix: "write 1",
    },
);

const shareLowered = rule([], (settings) => {
  const { memory } = settings;
  const missing = shareBytes(memory) - maxmemoryBytes(settings);
  return (
    memory.maxmemory === undefined &&
    missing >= MiB && {
      property: "memory.maxmemoryShare",
      value: memory.maxmemoryShare,
      reason: `the reserves leave less: maxmemory is ${formatSize(maxmemoryBytes(settings))}`,
      fix: "write a smaller share, smaller memory.reserves or a larger memory.limit",
    }
  );
});

const cacheFillsUp = rule(
  [],
  ({ preset, memory: { policy } }) =>
    preset !== "messaging" &&
    policy === "noeviction" && {
      property: "memory.policy",
      value: policy,
      reason: "a cache that is full refuses writes instead of dropping old keys",
      fix: "write allkeys-lru, or preset messaging",
    },
);

/** The append-only file may double before it is rewritten, beside the rewritten one and a snapshot. */
const tightStorage = rule([], (settings) => {
  const { persistence, storage } = settings;
  const needed = 3 * maxmemoryBytes(settings);
  return (
    persistence.mode !== "none" &&
    bytes(storage.size) < needed && {
      property: "storage.size",
      value: storage.size,
      reason: "may not hold the append-only file, its rewrite and a snapshot of a full maxmemory",
      fix: `write ${formatSize(needed)} or more`,
    }
  );
});

const defragOnLocal = rule(
  [],
  ({ memory: { activeDefrag } }, { platform }) =>
    platform === "local" &&
    activeDefrag && {
      property: "memory.activeDefrag",
      value: activeDefrag,
      reason: "servers of distributions, built with the system's jemalloc, refuse to start with it",
      fix: "write false",
    },
);

const tlsWithoutEffect = rule(
  [],
  ({ tls: { enabled, secretName, issuer } }) =>
    !enabled &&
    (secretName !== undefined || issuer !== undefined) && {
      property: "tls.enabled",
      value: enabled,
      reason: "certificates are configured, but connections are not encrypted",
      fix: "write true, or remove the other settings of tls",
    },
);

export const warningRules = [
  ignoredDirectives,
  writesUnguarded,
  allResyncAtOnce,
  shareLowered,
  cacheFillsUp,
  tightStorage,
  defragOnLocal,
  tlsWithoutEffect,
];
