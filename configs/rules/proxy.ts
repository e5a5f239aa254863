import { textFor } from "../directives/values";
import { connectionBytes, fittingConnections, idleClients, otherClients, processesOf } from "../defaults/proxy";
import type { Finding } from "../schema/errors";
import { imageParts } from "../schema/fields";
import { bytes, formatSize, milliseconds } from "../schema/units";
import type { Instance } from "../settings/instance";
import { mostClients } from "../settings/network";
import { type LeadingKind, leastConnections, type ProxyKind, proxyKinds, readsCommands } from "../settings/proxy";
import { compareVersions } from "../schema/versions";
import { rule } from "./rule";

/** On this machine all nodes share the ports: the rules of network say so. */
const portsOfPod = rule(["proxy"], ({ proxy }, { platform }) => {
  if (platform !== "kubernetes" || proxy.kind === "none") return [];
  const ports = proxyPorts(proxy);
  return ports.flatMap(([name, port], i) => {
    const [other] = ports.slice(0, i).find(([, earlier]) => earlier === port) ?? [];
    return other === undefined ? [] : [samePort(name, port, other)];
  });
});

function samePort(name: string, port: number, other: string): Finding {
  return {
    property: `proxy.${name}`,
    value: port,
    reason: `equals proxy.${other} of the same pod`,
    fix: "write another port",
  };
}

const exclusiveOfNone = rule(
  ["proxy.kind", "proxy.exclusive"],
  ({ proxy: { kind, exclusive } }) =>
    exclusive &&
    kind === "none" && {
      property: "proxy.exclusive",
      value: exclusive,
      reason: "closes Redis to all clients, since there is no proxy that they could take",
      fix: "write proxy.kind: haproxy, or remove it",
    },
);

const tlsThroughEnvoy = rule(
  ["proxy.kind", "proxy.tls", "tls.enabled"],
  ({ proxy, tls }) =>
    proxy.kind === "envoy" &&
    proxy.tls !== "passthrough" && {
      property: "proxy.tls",
      value: proxy.tls,
      reason: "proxy.kind envoy hands connections on as they are, and clients speak TLS with Redis itself",
      fix: `write passthrough${tls.enabled ? "" : " with tls.enabled: true"}, or proxy.kind: haproxy`,
    },
);

/** `passthrough`, the default, is right for both. */
const tlsOfNobody = rule(["proxy", "tls.enabled"], ({ proxy, tls }) => {
  if (proxy.kind !== "haproxy") return [];
  if (tls.enabled && proxy.tls === "terminate") {
    return {
      property: "proxy.tls",
      value: proxy.tls,
      reason: "would speak to Redis without TLS, and with tls.enabled Redis takes no such connection",
      fix: "write endToEnd, or passthrough",
    };
  }
  return (
    !tls.enabled &&
    proxy.tls === "endToEnd" && {
      property: "proxy.tls",
      value: proxy.tls,
      reason: "would speak TLS to Redis, and tls.enabled is false: Redis speaks none",
      fix: "write tls.enabled: true",
    }
  );
});

const onlyEnvoyReadsCommands = rule(
  ["proxy.kind", "proxy.protocol"],
  ({ proxy: { kind, protocol } }) =>
    protocol === "redis" &&
    (kind === "haproxy" || kind === "twemproxy") && {
      property: "proxy.protocol",
      value: protocol,
      reason: { haproxy: "HAProxy hands connections on, and knows no commands of Redis", twemproxy: onlyOfEnvoy }[kind],
      fix: "write proxy.kind: envoy, or tcp",
    },
);

const onlyOfEnvoy = "is a choice with Envoy alone: Twemproxy reads commands in any case";

/** What Envoy's redis_proxy cannot do, of what other settings ask for. */
const withoutCommands = rule(["preset", "proxy", "tls.enabled", "users"], ({ preset, proxy, tls, users }) => {
  if (proxy.kind !== "envoy" || proxy.protocol !== "redis") return [];
  const others = Object.keys(users).filter((name) => name !== "app");
  const reasons = [
    preset === "messaging" &&
      "Envoy's redis_proxy refuses what messages take (preset messaging): BLPOP, XREADGROUP, SUBSCRIBE",
    tls.enabled && "Envoy would have to end TLS to read commands (tls.enabled), and here it hands TLS on",
    others.length > 0 && `Envoy logs in to Redis as app for everybody, and refuses users ${others.join(", ")} (users)`,
  ];
  return reasons.flatMap((reason): Finding[] =>
    reason ? [{ property: "proxy.protocol", value: proxy.protocol, reason, fix: "write tcp" }] : [],
  );
});

const clientsStay = rule(
  ["proxy.idleTimeout"],
  ({ proxy: { idleTimeout } }) =>
    milliseconds(idleTimeout) > 0 &&
    milliseconds(idleTimeout) < 1000 && {
      property: "proxy.idleTimeout",
      value: idleTimeout,
      reason: "under 1s: clients would be closed between two commands",
      fix: "write 5m, or 0s for never",
    },
);

/** A replica hears from an idle master by its pings. */
const replicasServe = rule(["proxy", "extra.redis"], ({ proxy: { kind, maxReadLag }, extra }) => {
  const names = ["repl-ping-replica-period", "repl-ping-slave-period"];
  const period = Number(names.map((name) => textFor(extra.redis, name)).find((text) => text !== undefined) ?? 0);
  return (
    kind !== "none" &&
    milliseconds(maxReadLag) <= 1000 * period && {
      property: "proxy.maxReadLag",
      value: maxReadLag,
      reason: `not above extra.redis.repl-ping-replica-period (${period} s): no reads for replicas between two pings`,
      fix: 3 * period <= 3600 ? `write ${3 * period}s or more, or remove the directive` : "remove the directive",
    }
  );
});

/** Its configuration is written for these. */
const oldestProxies: Record<LeadingKind, string> = { haproxy: "2.6", envoy: "1.40" };

const imageOfProxy = rule(["proxy"], ({ proxy: { kind, image } }): Finding[] => {
  if (kind === "none" || kind === "twemproxy") return [];
  const { name, tag } = imageParts(image);
  const oldest = oldestProxies[kind];
  const [, found = ""] = /^v?(\d+\.\d+)/.exec(tag) ?? [];
  const isOther = name !== kind && proxyKinds.includes(name as ProxyKind);
  const isOld = found !== "" && compareVersions(found, oldest) < 0;
  if (!isOther && !isOld) return [];
  const reason = isOther ? `holds ${name}, and proxy.kind is ${kind}` : `is older than ${kind} ${oldest}`;
  const fix = isOther ? `write an image of ${kind}, or remove it` : `write ${oldest} or later, or remove it`;
  return [{ property: "proxy.image", value: image, reason, fix }];
});

const roomForConnections = rule(
  ["proxy", "tls"],
  ({ proxy, tls }, { platform }) =>
    platform === "kubernetes" &&
    proxy.kind !== "none" &&
    bytes(proxy.memory) < connectionBytes({ proxy, tls }) && {
      property: "proxy.memory",
      value: proxy.memory,
      reason:
        `${proxy.maxConnections} connections (proxy.maxConnections) may need more: the kernel would OOM-kill the ` +
        "pod, and close them all",
      fix: `write ${formatSize(connectionBytes({ proxy, tls }))} or more, or fewer proxy.maxConnections`,
    },
);

const fitsNodes = rule(["proxy", "network.maxclients"], ({ proxy, network: { maxclients } }, { platform }) => {
  const processes = processesOf(proxy, platform);
  const clients = processes * proxy.maxConnections;
  return (
    proxy.kind !== "none" &&
    !readsCommands(proxy) &&
    clients + otherClients > maxclients && {
      property: "proxy.maxConnections",
      value: proxy.maxConnections,
      reason:
        `${processes === 1 ? "it" : `${processes} pods of it`} may bring ${clients} clients to the master, which ` +
        `refuses all from network.maxclients (${maxclients}) on, those of its own scripts among them`,
      fix: roomFor(clients, processes, maxclients),
    }
  );
});

function roomFor(clients: number, processes: number, maxclients: number): string {
  const fitting = (most: number) => fittingConnections(most, processes);
  const needed = clients + otherClients;
  const ways = [
    ...(fitting(maxclients) >= leastConnections ? [`write ${fitting(maxclients)} or less`] : []),
    ...(needed <= mostClients ? [`write network.maxclients: ${needed} or more`] : []),
  ];
  return ways.join(", or ") || `write ${fitting(mostClients)} or less, and network.maxclients: ${mostClients}`;
}

const onlyOne = rule(
  [],
  ({ proxy: { kind, replicas } }, { platform }) =>
    platform === "kubernetes" &&
    kind !== "none" &&
    replicas === 1 && {
      property: "proxy.replicas",
      value: replicas,
      reason: "clients have no other pod to go to while this one is evicted, or its machine is lost",
      fix: "write 2 or more",
    },
);

const keptByNodes = rule(["proxy", "memory"], ({ proxy, memory: { reserves } }, { platform }) => {
  const processes = processesOf(proxy, platform);
  const [clients, most] = [processes * proxy.maxConnections, idleClients(reserves)];
  return (
    proxy.kind !== "none" &&
    !readsCommands(proxy) &&
    clients + otherClients > most && {
      property: "proxy.maxConnections",
      value: proxy.maxConnections,
      reason:
        `Redis keeps ${most} idle clients in memory.reserves.clientBuffers (${reserves.clientBuffers}), and ` +
        `${processes === 1 ? "it" : `${processes} pods of it`} may bring ${clients}: it closes those that take most`,
      fix: `write a larger memory.reserves.clientBuffers, or ${fittingConnections(most, processes)} or less`,
    }
  );
});

const programOfDocker = rule(
  ["proxy.kind"],
  ({ proxy: { kind } }, { platform }) =>
    platform === "docker" &&
    kind === "envoy" && {
      property: "proxy.kind",
      value: kind,
      reason: "is for pods and for processes of this machine, and platform is docker",
      fix: "write haproxy",
    },
);

export const proxyRules = [
  programOfDocker,
  portsOfPod,
  exclusiveOfNone,
  onlyEnvoyReadsCommands,
  withoutCommands,
  tlsThroughEnvoy,
  tlsOfNobody,
  clientsStay,
  replicasServe,
  imageOfProxy,
  roomForConnections,
  fitsNodes,
];

export const proxyWarnings = [onlyOne, keptByNodes];

/** Ports on which the proxy listens, by the name of their setting. */
export function proxyPorts({ kind, port, readPort, healthPort }: Instance["proxy"]): [string, number][] {
  return Object.entries({ port, ...(kind !== "twemproxy" && { readPort }), healthPort });
}
