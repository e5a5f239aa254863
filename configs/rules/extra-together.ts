import { parseMemory, parseWhole, words } from "../directives/values";
import type { Instance } from "../settings/instance";
import { bytes, MiB } from "../schema/units";
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

/** A single answer may be larger than a small limit. */
const clientsStay = rule(["extra.redis"], ({ extra }) => {
  const value = extra.redis["client-output-buffer-limit"];
  const limits = [value ?? []].flat().flatMap((line) => words(String(line)));
  const small = limits.some((word, i) => i % 4 === 1 && isBelow(word, MiB));
  return (
    small && {
      property: "extra.redis.client-output-buffer-limit",
      value,
      reason: "a hard limit below 1mb: every client of the class that reads a larger answer is disconnected",
      fix: "write 0 for no limit, or 1mb or more",
    }
  );
});

const memoryOfClients = rule(["extra.redis"], ({ extra }) => {
  const value = extra.redis["maxmemory-clients"];
  return (
    isBelow(String(value), MiB) && {
      property: "extra.redis.maxmemory-clients",
      value,
      reason: "below 1mb for all clients together: they would be disconnected one after the other",
      fix: "write a share such as 5%, or remove it",
    }
  );
});

const fileShrinks = rule(["extra.redis", "persistence.mode", "storage.size"], ({ extra, persistence, storage }) => {
  if (persistence.mode === "none") return [];
  if (wholeOf(extra, "auto-aof-rewrite-percentage") === 0) {
    const reason = "never rewrites the append-only file, which grows until the volume is full";
    return { ...of(extra, "auto-aof-rewrite-percentage"), reason, fix: "write 100, or remove it" };
  }
  const least = parseMemory(String(extra.redis["auto-aof-rewrite-min-size"] ?? 0)) ?? 0n;
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
  const value = extra.redis["tls-protocols"];
  const list = value === undefined ? [] : words(String(value).replaceAll('"', ""));
  return (
    value !== undefined &&
    !(list.length > 0 && list.every((word) => /^tlsv1(\.[123])?$/i.test(word))) && {
      ...of(extra, "tls-protocols"),
      reason: "must be protocols of TLSv1, TLSv1.1, TLSv1.2 and TLSv1.3, with spaces between them",
      fix: "write TLSv1.2 TLSv1.3, or remove it",
    }
  );
});

export const directivesTogether = [protocolsKnown, linkLasts, clientsStay, memoryOfClients, fileShrinks];

type Extra = Instance["extra"];

/** The first of these directives that is written. */
function of(extra: Extra, ...names: string[]) {
  const name = names.find((one) => extra.redis[one] !== undefined) ?? names[0]!;
  return { property: `extra.redis.${name}`, value: extra.redis[name] };
}

function wholeOf(extra: Extra, name: string): number | undefined {
  const value = extra.redis[name];
  const number = value === undefined ? undefined : parseWhole(String(value));
  return number === undefined ? undefined : Number(number);
}

function isBelow(text: string, least: number): boolean {
  const amount = parseMemory(text);
  return amount !== undefined && amount > 0n && amount < BigInt(least);
}
