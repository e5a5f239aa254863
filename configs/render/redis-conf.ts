import type { InstanceContext } from "../instance/context";
import { maxmemoryBytes } from "../defaults/memory";
import type { Instance } from "../settings/instance";
import { bytes, seconds } from "../schema/units";
import type { Directive, Section } from "./conf-format";
import { formatBytes, line } from "./conf-format";
import { extraDirectives, knownOnly, withExtra } from "./extra";
import { tlsDirectives } from "./tls";

/** redis.conf: what is the same on every Redis node of the instance; the start script adds what differs. */
export function redisConf({ settings }: InstanceContext): Section[] {
  const { server, extra } = settings;
  const sections = [
    section("clients", clients(settings)),
    section("lazy freeing", lazyFreeing()),
    section("log", log()),
    section("memory", memory(settings)),
    section("network", network(settings)),
    section("persistence", persistence(settings)),
    section("process", processDirectives()),
    section("replication", replication(settings)),
    section("security", security()),
    section("stop", stop(settings)),
    section("tls", tlsDirectives(settings)),
  ];
  return withExtra(server, knownOnly(server, sections), extraDirectives(server, extra.redis));
}

function section(title: string, directives: Directive[]): Section {
  return { title, directives };
}

function clients({ memory, network }: Instance): Directive[] {
  const buffers = bytes(memory.reserves.clientBuffers);
  return [
    ...outputBufferLimits(memory),
    line("maxclients", network.maxclients),
    // Buffers lie outside maxmemory: the largest clients are closed before the container is out of memory.
    line("maxmemory-clients", formatBytes(buffers)),
    line("timeout", seconds(network.timeout)),
  ];
}

/**
 * A replica is given up when it is further behind than the backlog and the client reserve hold; below that a full
 * sync of a large data set would start over again and again.
 */
function outputBufferLimits({ reserves }: Instance["memory"]): Directive[] {
  const hard = Math.max(bytes(reserves.replicationBacklog), bytes(reserves.clientBuffers));
  const soft = Math.max(bytes(reserves.replicationBacklog), Math.floor(hard / 4));
  return [
    line("client-output-buffer-limit", "normal", 0, 0, 0),
    line("client-output-buffer-limit", "pubsub", "32mb", "8mb", 60),
    line("client-output-buffer-limit", "replica", formatBytes(hard), formatBytes(soft), 60),
  ];
}

/** Large keys are freed by a thread, so that one DEL, expiry or eviction does not stop all other clients. */
function lazyFreeing(): Directive[] {
  return [
    line("lazyfree-lazy-eviction", true),
    line("lazyfree-lazy-expire", true),
    line("lazyfree-lazy-server-del", true),
    line("lazyfree-lazy-user-del", true),
    line("lazyfree-lazy-user-flush", true),
  ];
}

function log(): Directive[] {
  return [
    line("hide-user-data-from-log", true),
    // Milliseconds; off by default, and then LATENCY LATEST, which the exporter reads, stays empty.
    line("latency-monitor-threshold", 100),
    // Standard output, which the platform keeps.
    line("logfile", ""),
    line("loglevel", "notice"),
  ];
}

function memory(settings: Instance): Directive[] {
  return [
    line("activedefrag", settings.memory.activeDefrag),
    line("maxmemory", formatBytes(maxmemoryBytes(settings))),
    line("maxmemory-policy", settings.memory.policy),
  ];
}

function network({ network }: Instance): Directive[] {
  return [
    // Without users.acl the default user would have no password: then only loopback may speak.
    line("protected-mode", true),
    line("tcp-keepalive", seconds(network.tcpKeepalive)),
  ];
}

function persistence({ persistence }: Instance): Directive[] {
  const durable = persistence.mode === "aofAndRdb";
  return [
    line("aof-use-rdb-preamble", true),
    line("appendfsync", persistence.fsync),
    line("appendonly", durable),
    // With yes a crash during a rewrite loses all writes since its start, not one second of them.
    line("no-appendfsync-on-rewrite", false),
    // Where nothing is kept, the file of a sync is not kept either.
    line("rdb-del-sync-files", true),
    ...(durable ? saveLines(persistence.save) : [line("save", "")]),
  ];
}

function saveLines(save: readonly string[]): Directive[] {
  return save.length === 0 ? [line("save", "")] : save.map((points) => line("save", ...points.trim().split(/\s+/)));
}

function processDirectives(): Directive[] {
  return [
    // The check walks all memory after a crash, and until it ends the node cannot be replaced.
    line("crash-memcheck-enabled", false),
    line("daemonize", false),
    // The kernel takes a saving child before a replica, and a replica before the master.
    line("oom-score-adj", "relative"),
    line("supervised", "no"),
  ];
}

function replication({ master, memory }: Instance): Directive[] {
  return [
    line("min-replicas-max-lag", seconds(master.maxLag)),
    line("min-replicas-to-write", master.minReplicasToWrite),
    line("repl-backlog-size", formatBytes(bytes(memory.reserves.replicationBacklog))),
    // From memory to the socket: no second copy on the master's disk.
    line("repl-diskless-sync", true),
    // Two need not wait for a third.
    line("repl-diskless-sync-max-replicas", 2),
    // A replica tells a silent master from an idle one within 2 s, and lets go of it before it is replaced.
    line("repl-ping-replica-period", 1),
  ];
}

function security(): Directive[] {
  return [
    // Users see no channel that their rules do not name; 6.2 shows all by default.
    line("acl-pubsub-default", "resetchannels"),
    line("enable-debug-command", "no"),
    line("enable-module-command", "no"),
    line("enable-protected-configs", "no"),
  ];
}

/** Seconds a plain stop waits for replicas to catch up: what the grace period leaves beside hand-over and save. */
function stop({ stop }: Instance): Directive[] {
  const left = seconds(stop.gracePeriod) - seconds(stop.handOver) - seconds(stop.save);
  return [line("shutdown-timeout", Math.max(0, Math.min(10, Math.floor(left))))];
}
