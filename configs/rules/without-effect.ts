import { textFor } from "../directives/values";
import { defaultOf, schemaAt } from "../schema/walk";
import { valueAt } from "../schema/merge";
import type { Finding } from "../schema/errors";
import { instanceSchema, type Instance } from "../settings/instance";
import { rule, type Rule } from "./rule";

/** Settings that another one makes useless, and why; a proxy's ports and image are computed, and not known here. */
const useless: { paths: string[]; unless: (settings: Instance) => boolean; reason: string; fix: string }[] = [
  {
    paths: ["persistence.fsync", "persistence.save"],
    unless: ({ persistence }) => persistence.mode !== "none",
    reason: "has no effect: persistence.mode is none, and nothing is kept on disk",
    fix: "write persistence.mode: aofAndRdb, or remove it",
  },
  {
    paths: [
      "reads",
      "readsFromMaster",
      "maxReadLag",
      "hold",
      "idleTimeout",
      "threads",
      "replicas",
      "tls",
      "healthPort",
    ].map((name) => `proxy.${name}`),
    unless: ({ proxy }) => proxy.kind !== "none",
    reason: "has no effect: proxy.kind is none",
    fix: "write proxy.kind: haproxy, or remove it",
  },
  {
    paths: ["exporter.image", "exporter.command", "exporter.memory", "exporter.digest"],
    unless: ({ exporter }) => exporter.enabled,
    reason: "has no effect: exporter.enabled is false",
    fix: "write exporter.enabled: true, or remove it",
  },
  {
    paths: ["backup.drill.schedule"],
    unless: ({ backup }) => backup?.drill.enabled ?? true,
    reason: "has no effect: backup.drill.enabled is false",
    fix: "write backup.drill.enabled: true, or remove it",
  },
];

const changedForNothing = rule([], (settings) =>
  useless
    .filter(({ unless }) => !unless(settings))
    .flatMap(({ paths, reason, fix }) =>
      paths.filter((path) => isChanged(settings, path)).map((path) => finding(settings, path, reason, fix)),
    ),
);

const replicasForNobody = rule(
  [],
  ({ autoscaling, replicas: { min, max } }) =>
    autoscaling === undefined &&
    max > min && {
      property: "replicas.max",
      value: max,
      reason: "has no effect but addresses: without autoscaling nobody starts more than replicas.min",
      fix: "write autoscaling, or a larger replicas.min",
    },
);

const tlsForNobody = rule([], ({ tls, extra }) =>
  Object.keys(extra.redis)
    .filter((name) => !tls.enabled && name.toLowerCase().startsWith("tls-"))
    .map((name) => ({
      property: `extra.redis.${name}`,
      value: extra.redis[name],
      reason: "has no effect: tls.enabled is false",
      fix: "write tls.enabled: true, or remove it",
    })),
);

/** K and E say on which channels events are published. */
const eventsForNobody = rule([], ({ extra }) => {
  const value = String(textFor(extra.redis, "notify-keyspace-events") ?? "").replaceAll('"', "");
  return (
    value !== "" &&
    !/[KE]/.test(value) && {
      property: "extra.redis.notify-keyspace-events",
      value,
      reason: "has no effect: without K or E no event is published",
      fix: `write K${value}, E${value}, or remove it`,
    }
  );
});

/** What is there, and does nothing. */
export const withoutEffect: Rule[] = [changedForNothing, replicasForNobody, tlsForNobody, eventsForNobody];

function isChanged(settings: Instance, path: string): boolean {
  const keys = path.split(".");
  const value = valueAt(settings, keys);
  return value !== undefined && JSON.stringify(value) !== JSON.stringify(defaultOf(schemaAt(instanceSchema, keys)));
}

function finding(settings: Instance, path: string, reason: string, fix: string): Finding {
  return { property: path, value: valueAt(settings, path.split(".")), reason, fix };
}
