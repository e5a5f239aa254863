import { createSecureContext } from "node:tls";
import { maxmemoryBytes } from "../defaults/memory";
import { parseMemory, parseWhole, textFor, words, writtenFor } from "../directives/values";
import type { Instance } from "../settings/instance";
import { bytes, formatSize, MiB } from "../schema/units";
import type { Finding } from "../schema/errors";
import { rule } from "./rule";

/** Redis asks a master and its replicas for a sign of life once in this time, unless written otherwise. */
const pingPeriod = 1;
const replicationTimeout = 60;

const linkLasts = rule(["extra.redis"], ({ extra }) => {
  const timeout = wholeOf(extra, "repl-timeout") ?? replicationTimeout;
  const period = wholeOf(extra, "repl-ping-replica-period") ?? wholeOf(extra, "repl-ping-slave-period") ?? pingPeriod;
  if (timeout < 10) {
    const reason =
      "under 10: a replica, or a master that forks, is silent for seconds, and each time all would sync anew";
    return { ...of(extra, "repl-timeout"), reason, fix: "write 60" };
  }
  return (
    period >= timeout && {
      ...of(extra, "repl-ping-replica-period", "repl-ping-slave-period", "repl-timeout"),
      reason: `a ping each ${period} s is not below repl-timeout (${timeout}): replicas would break off between two`,
      fix: "remove it",
    }
  );
});

/** Two ticks of the server are the least. */
const watchdogTicks = rule(["extra.redis"], ({ extra }) => {
  const [period, hz] = [wholeOf(extra, "watchdog-period") ?? 0, wholeOf(extra, "hz") ?? 10];
  const least = Math.ceil(2000 / Math.min(500, Math.max(1, hz)));
  return (
    period > 0 &&
    period < least && {
      ...of(extra, "watchdog-period"),
      reason: `below two ticks of hz ${hz}, to which the server raises it`,
      fix: `write ${least} or more`,
    }
  );
});

/** A single answer may be larger than a small limit. */
const clientsStay = rule(["extra.redis", "memory", "persistence.mode"], (settings) => {
  const { extra } = settings;
  const [, value] = writtenFor(extra.redis, "client-output-buffer-limit") ?? [];
  const limits = [value ?? []].flat().flatMap((line) => words(String(line)));
  const small = limits.some((word, i) => (i % 4 === 1 || i % 4 === 2) && isBelow(word, MiB));
  const finding = of(extra, "client-output-buffer-limit");
  if (small) {
    const reason = "a limit below 1mb: every client of the class that reads a larger answer is disconnected";
    return { ...finding, reason, fix: "write 1mb or more, or remove it" };
  }
  const room = besideMaxmemory(settings);
  const ofReplica = limits.flatMap((word, i) => (/^(replica|slave)$/i.test(word) && i % 4 === 0 ? limits[i + 1]! : []));
  return (
    ofReplica.some((word) => isEndless(word) || isAbove(word, room)) && {
      ...finding,
      reason: `lets a slow replica take more than is left beside maxmemory (${formatSize(room)}): ${killed}`,
      fix: `write ${Math.floor(room / MiB)}mb or less, or a larger memory.limit`,
    }
  );
});

const killed = "the kernel would OOM-kill the node";

/** What memory.limit has for buffers, copies and the server itself. */
function besideMaxmemory(settings: Instance): number {
  return bytes(settings.memory.limit) - maxmemoryBytes(settings);
}

const memoryOfClients = rule(["extra.redis", "memory", "persistence.mode"], (settings) => {
  const { extra } = settings;
  const value = String(textFor(extra.redis, "maxmemory-clients"));
  const finding = of(extra, "maxmemory-clients");
  const fix = "remove it, and write memory.reserves.clientBuffers";
  if (isBelow(value, MiB)) {
    const reason = "below 1mb for all clients together: they would be disconnected one after the other";
    return { ...finding, reason, fix };
  }
  const [, percent = 0] = /^(\d+)%$/.exec(value) ?? [];
  const [room, share] = [besideMaxmemory(settings), (Number(percent) * maxmemoryBytes(settings)) / 100];
  return (
    (isEndless(value) || isAbove(value, room) || share > room) && {
      ...finding,
      reason: `lets clients take more than is left beside maxmemory (${formatSize(room)}): ${killed}`,
      fix,
    }
  );
});

const fileShrinks = rule(["extra.redis", "persistence.mode", "storage.size"], ({ extra, persistence, storage }) => {
  if (persistence.mode === "none") return [];
  if (wholeOf(extra, "auto-aof-rewrite-percentage") === 0) {
    const reason = "never rewrites the append-only file, which grows until the volume is full";
    return { ...of(extra, "auto-aof-rewrite-percentage"), reason, fix: "write 100, or remove it" };
  }
  const least = parseMemory(textFor(extra.redis, "auto-aof-rewrite-min-size") ?? "0") ?? 0n;
  return (
    least > BigInt(bytes(storage.size)) / 3n && {
      ...of(extra, "auto-aof-rewrite-min-size"),
      reason: `rewrites the append-only file only when the volume (storage.size ${storage.size}) has no room for it`,
      fix: "write 64mb, or a larger storage.size",
    }
  );
});

/** A server reads them only where TLS is on, and then does not start. */
const protocolsKnown = rule(["extra.redis"], ({ extra }) => {
  const value = textFor(extra.redis, "tls-protocols");
  const list = value === undefined ? [] : words(String(value).replaceAll('"', ""));
  if (value === undefined) return [];
  const known = list.length > 0 && list.every((word) => /^tlsv1(\.[123])?$/i.test(word));
  const reason = known
    ? "leaves out TLSv1.2 and TLSv1.3, and Sentinels speak no other"
    : "must be protocols of TLSv1, TLSv1.1, TLSv1.2 and TLSv1.3, with spaces between them";
  const shared = list.some((word) => /^tlsv1\.[23]$/i.test(word));
  return !(known && shared) && { ...of(extra, "tls-protocols"), reason, fix: "write TLSv1.2 TLSv1.3, or remove it" };
});

const backlogStays = rule(["extra.redis"], ({ extra }) => {
  const ttl = wholeOf(extra, "repl-backlog-ttl") ?? 3600;
  return (
    ttl > 0 &&
    ttl < 60 && {
      ...of(extra, "repl-backlog-ttl"),
      reason: "under 60: after a short break of all replicas the backlog is gone, and each takes a full copy",
      fix: "write 3600, or remove it",
    }
  );
});

/** Sentinels, scripts of nodes, exporters, a proxy and clients all connect to each Sentinel. */
const roomAtSentinels = rule(["extra.sentinel"], ({ extra }) => {
  const most = parseWhole(textFor(extra.sentinel, "maxclients") ?? "");
  return (
    most !== undefined &&
    most < 100n && {
      property: "extra.sentinel.maxclients",
      value: extra.sentinel.maxclients,
      reason: "under 100: Sentinels, scripts and clients that look for the master would refuse each other",
      fix: "write 1000 or more, or remove it",
    }
  );
});

const emptyDatabase = 1024;

/** They are there from the start, also without a key in them. */
const databasesFit = rule(["extra.redis", "memory.limit"], ({ extra, memory }) => {
  const count = wholeOf(extra, "databases") ?? 16;
  const most = Math.floor(bytes(memory.limit) / 32 / emptyDatabase);
  return (
    count > most && {
      ...of(extra, "databases"),
      reason: `each takes up to 1Ki of memory without a key in it, and maxmemory bounds none of that`,
      fix: `write ${most} or less, or a larger memory.limit`,
    }
  );
});

/** OpenSSL refuses a list of which it knows nothing, and the server does not start. */
const ciphersKnown = rule(["extra.redis"], ({ extra }): Finding[] => {
  const [ciphers, suites] = ["tls-ciphers", "tls-ciphersuites"].map((name) => textFor(extra.redis, name));
  const unknown = String(suites ?? "")
    .replaceAll('"', "")
    .split(":")
    .find((name) => name !== "" && !tls13.includes(name));
  return [
    ...(ciphers === undefined || areCiphers(String(ciphers).replaceAll('"', ""))
      ? []
      : [
          {
            ...of(extra, "tls-ciphers"),
            reason: "OpenSSL knows none of these",
            fix: "write HIGH:!aNULL, or remove it",
          },
        ]),
    ...(unknown === undefined
      ? []
      : [
          {
            ...of(extra, "tls-ciphersuites"),
            reason: `${unknown} is no suite of TLS 1.3`,
            fix: `write some of ${tls13.join(":")}, or remove it`,
          },
        ]),
  ];
});

const tls13 = [
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_128_CCM_SHA256",
  "TLS_AES_128_CCM_8_SHA256",
];

/** Suites of TLS 1.3 are no ciphers to `tls-ciphers`. */
function areCiphers(list: string): boolean {
  const others = list.split(/[:, ]/).filter((name) => !name.startsWith("TLS_"));
  try {
    createSecureContext({ ciphers: others.join(":") });
    return others.length > 0;
  } catch {
    return false;
  }
}

export const directivesTogether = [
  databasesFit,
  ciphersKnown,
  protocolsKnown,
  linkLasts,
  watchdogTicks,
  clientsStay,
  memoryOfClients,
  fileShrinks,
  backlogStays,
  roomAtSentinels,
];

type Extra = Instance["extra"];

/** The first of these directives that is written. */
function of(extra: Extra, ...names: string[]) {
  const [found] = names.flatMap((one) => [writtenFor(extra.redis, one) ?? []]).filter((one) => one.length > 0);
  const [name, value] = found ?? [names[0]!];
  return { property: `extra.redis.${name}`, value };
}

function wholeOf(extra: Extra, name: string): number | undefined {
  const number = parseWhole(textFor(extra.redis, name) ?? "");
  return number === undefined ? undefined : Number(number);
}

function isAbove(text: string, most: number): boolean {
  const amount = parseMemory(text);
  return amount !== undefined && amount > BigInt(most);
}

/** 0 is no limit. */
function isEndless(text: string): boolean {
  return parseMemory(text) === 0n;
}

function isBelow(text: string, least: number): boolean {
  const amount = parseMemory(text);
  return amount !== undefined && amount > 0n && amount < BigInt(least);
}
