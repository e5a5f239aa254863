import { textFor } from "../directives/values";
import { defaultOf, schemaAt } from "../schema/walk";
import { withComputedDefaults } from "../defaults";
import { presets } from "../defaults/presets";
import { usesCertificates } from "../instance/proxy-tls";
import type { Finding } from "../schema/errors";
import { valueAt, withoutPath } from "../schema/merge";
import { instanceSchema, type Instance, type ParsedInstance } from "../settings/instance";
import { type Platform, platforms, type StackSettings } from "../settings/stack";
import { proxySettings, unusedOn } from "./of-platform";
import { rule, type Rule } from "./rule";

interface Useless {
  paths: readonly string[];
  when: (settings: Instance, platform: Platform) => boolean;
  reason: (platform: Platform) => string;
  fix: string;
}

const noObjects = (platform: Platform) => `has no effect: platform is ${platform}, which has no objects of Kubernetes`;

/** Settings that another one makes useless; the first that says so of a setting is shown. */
const useless: Useless[] = [
  {
    paths: ["persistence.fsync", "persistence.save"],
    when: ({ persistence }) => persistence.mode === "none",
    reason: () => "has no effect: persistence.mode is none, and nothing is kept on disk",
    fix: "write persistence.mode: aofAndRdb, or remove it",
  },
  {
    paths: ["proxy.protocol"],
    when: ({ proxy }) => proxy.kind === "none",
    reason: () => "has no effect: proxy.kind is none",
    fix: "write proxy.kind: envoy, or remove it",
  },
  {
    paths: ["proxy.shards"],
    when: ({ proxy }) => proxy.kind !== "twemproxy",
    reason: () => "has no effect: only Twemproxy shares out keys",
    fix: "write proxy.kind: twemproxy, or remove it",
  },
  {
    paths: proxySettings,
    when: ({ proxy }) => proxy.kind === "none",
    reason: () => "has no effect: proxy.kind is none",
    fix: "write proxy.kind: haproxy, or remove it",
  },
  {
    paths: ["proxy.reads", "proxy.readsFromMaster", "proxy.maxReadLag", "proxy.idleTimeout", "proxy.threads"],
    when: ({ proxy }) => proxy.kind === "twemproxy",
    reason: () => "has no effect: Twemproxy sends all to the master, by one thread, and closes no idle connection",
    fix: "remove it, or write proxy.kind: haproxy",
  },
  {
    paths: ["exporter.image", "exporter.command", "exporter.memory", "exporter.digest"],
    when: ({ exporter }) => !exporter.enabled,
    reason: () => "has no effect: exporter.enabled is false",
    fix: "write exporter.enabled: true, or remove it",
  },
  {
    paths: ["backup.drill.schedule"],
    when: ({ backup }) => backup?.drill.enabled === false,
    reason: () => "has no effect: backup.drill.enabled is false",
    fix: "write backup.drill.enabled: true, or remove it",
  },
  {
    paths: ["monitoring.rules", "monitoring.scrape", "monitoring.labels", "monitoring.scrapers"],
    when: (_, platform) => platform === "local",
    reason: noObjects,
    fix: "write monitoring.server: {} in its place, or remove it",
  },
  {
    paths: ["bootstrap.replicaOf.user"],
    when: ({ bootstrap }) => bootstrap?.replicaOf.secret === false,
    reason: () => "has no effect: Redis logs in with a password only, and bootstrap.replicaOf.secret is false",
    fix: "write secret: true, or remove it",
  },
  {
    paths: ["memory.maxmemoryShare"],
    when: ({ memory }) => memory.maxmemory !== undefined,
    reason: () => "has no effect: memory.maxmemory is written in its place",
    fix: "remove one of the two",
  },
  {
    paths: ["monitoring.labels"],
    when: ({ monitoring: { rules, scrape } }) => rules === "none" && !scrape.endsWith("Monitor"),
    reason: () => "has no effect: monitoring.rules and monitoring.scrape make no object that could carry them",
    fix: "write monitoring.rules or monitoring.scrape too, or remove it",
  },
  {
    paths: ["proxy.readsFromMaster"],
    when: ({ proxy }) => proxy.reads === "any",
    reason: () => "has no effect: proxy.reads is any, so that the master always answers reads too",
    fix: "write proxy.reads: replicas, or remove it",
  },
  {
    paths: ["network.subnet"],
    when: (_, platform) => platform !== "docker",
    reason: (platform) => `has no effect: it is the network of Docker's containers, and platform is ${platform}`,
    fix: "remove it",
  },
  ...platforms.map((one): Useless => ({
    paths: unusedOn[one],
    when: (_, platform) => platform === one,
    reason: (platform) => `has no effect on platform ${platform}`,
    fix: "remove it",
  })),
  {
    paths: ["tls.commonName"],
    when: ({ tls, proxy }) => usesCertificates({ tls, proxy }) && tls.source !== "certManager",
    reason: () => "has no effect: only certificates of cert-manager have it",
    fix: "write tls.source: certManager with tls.issuer, or remove it",
  },
  {
    paths: ["tls.loopbackNames"],
    when: ({ tls, proxy }) => usesCertificates({ tls, proxy }) && tls.source === "existingSecret",
    reason: () => "has no effect: whoever makes the Secret decides which names its certificate holds",
    fix: "remove it",
  },
];

const changedForNothing = rule([], (settings, { platform }) => {
  const said = useless.flatMap(({ paths, when, reason, fix }) =>
    paths
      .filter((path) => when(settings, platform) && isChanged(settings, path, platform))
      .map((property) => ({ property, value: valueAt(settings, property.split(".")), reason: reason(platform), fix })),
  );
  return said.filter(({ property }, i) => said.findIndex((earlier) => earlier.property === property) === i);
});

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

/** Settings of the whole stack that only a cluster has. */
export function stackWithoutEffect({ platform, syncWaves, kubeContext }: StackSettings): Finding[] {
  if (platform === "kubernetes") return [];
  const written = { ...(syncWaves && { syncWaves }), ...(kubeContext !== undefined && { kubeContext }) };
  return Object.entries(written).map(([property, value]) => ({
    ...{ property, value },
    reason: `has no effect on platform ${platform}`,
    fix: "remove it",
  }));
}

/** What is there, and does nothing. */
export const withoutEffect: Rule[] = [changedForNothing, replicasForNobody, tlsForNobody, eventsForNobody];

function isChanged(settings: Instance, path: string, platform: Platform): boolean {
  const keys = path.split(".");
  const value = valueAt(settings, keys);
  return value !== undefined && JSON.stringify(value) !== JSON.stringify(unwritten(settings, keys, platform));
}

/** What a setting would be, had nobody written it. */
function unwritten(settings: Instance, keys: readonly string[], platform: Platform): unknown {
  const known = valueAt(presets[settings.preset], keys) ?? defaultOf(schemaAt(instanceSchema, keys));
  if (known !== undefined) return known;
  return valueAt(withComputedDefaults(withoutPath(settings, keys) as ParsedInstance, { platform }), keys);
}
