import { monitoringKinds } from "../instance/context";
import { defaultSubnet, mostReplicas } from "../instance/bridge";
import type { Finding } from "../schema/errors";
import { milliseconds } from "../schema/units";
import { metricsPort } from "../settings/exporter";
import type { Instance } from "../settings/instance";
import type { StackSettings } from "../settings/stack";
import { proxyPorts } from "./proxy";
import type { StackRule } from "./rule";
import { rule } from "./rule";

interface PortRange {
  property: string;
  first: number;
  last: number;
}

const lastPort = 65_535;

const equalPorts = rule(
  ["network.port", "network.sentinelPort"],
  ({ network: { port, sentinelPort } }) =>
    port === sentinelPort && {
      property: "network.sentinelPort",
      value: sentinelPort,
      reason: "equals network.port",
      fix: `write another port, such as ${port + 20_000 <= lastPort ? port + 20_000 : port - 20_000}`,
    },
);

/** Containers of a pod share its ports. */
const exporterPort = rule(["network", "exporter.enabled"], ({ network, exporter }, { platform }) =>
  (["port", "sentinelPort"] as const)
    .filter((name) => platform === "kubernetes" && exporter.enabled && network[name] === metricsPort)
    .map((name) => ({
      property: `network.${name}`,
      value: network[name],
      reason: "is the port of the exporter in the same pod",
      fix: `write another port, such as ${name === "port" ? 6379 : 26_379}`,
    })),
);

const rangesOfPorts = rule(
  ["network.port", "network.sentinelPort", "replicas", "sentinel.count", "backup", "proxy", "monitoring"],
  (settings, { platform }) => {
    if (platform === "kubernetes" || settings.network.port === settings.network.sentinelPort) return [];
    const ranges = rangesOf(settings);
    const above = ranges.flatMap(aboveLast);
    return above.length > 0 ? above : ranges.flatMap((range, i) => clashes(range, ranges.slice(0, i), ranges));
  },
);

/** Fixed addresses end where Docker gives out the others. */
const addressesOfSubnet = rule(
  ["replicas", "sentinel.count"],
  ({ replicas }, { platform }) =>
    platform === "docker" &&
    replicas.max > mostReplicas && {
      property: replicas.min > mostReplicas ? "replicas.min" : "replicas.max",
      value: replicas.max,
      reason: "has more replicas than the instance's network has addresses for them",
      fix: `write ${mostReplicas} or less`,
    },
);

/** Replicas, scripts that ask each other, and two connections of each Sentinel; the rest is for applications. */
const nodesConnect = rule(
  ["network.maxclients", "replicas", "sentinel.count"],
  ({ network: { maxclients }, replicas: { max }, sentinel }) => {
    const own = 2 * (max + 1) + 2 * sentinel.count + 10;
    return (
      maxclients <= own && {
        property: "network.maxclients",
        value: maxclients,
        reason: `the nodes themselves may have ${own} connections to the master: none is left for applications`,
        fix: `write ${own + 100} or more`,
      }
    );
  },
);

/** Clients keep connections open between two commands. */
const clientsStay = rule(
  [],
  ({ network: { timeout } }) =>
    milliseconds(timeout) > 0 &&
    milliseconds(timeout) < 10_000 && {
      property: "network.timeout",
      value: timeout,
      reason: "under 10s: connections of pools are closed between two commands, and made anew all the time",
      fix: "write 5m, or 0s for never",
    },
);

export const networkWarnings = [clientsStay];

/** The engine has its own network before any other (Docker: daemon, `bip`), and refuses one within it. */
const apartFromEngine = rule(
  ["network.subnet"],
  ({ network: { subnet } }, { platform, namespace, name }) =>
    platform === "docker" &&
    subnet?.startsWith("172.17.") === true && {
      property: "network.subnet",
      value: subnet,
      reason: "is within Docker's own network bridge, 172.17.0.0/16",
      fix: `write another, such as 172.30.7.0/24, or remove it for ${defaultSubnet(`${namespace}-${name}`)}`,
    },
);

/** Two networks of one engine have no address in common. */
export const subnetsApart: StackRule = { reads: ["network.subnet"], check: takenSubnets };

function takenSubnets({ platform, namespace, instances }: StackSettings): Finding[] {
  if (platform !== "docker") return [];
  const subnets = Object.entries(instances).map(([name, { network }]) => {
    return { name, subnet: network.subnet ?? defaultSubnet(`${namespace}-${name}`) };
  });
  return subnets.flatMap(({ name, subnet }, i) => {
    const other = subnets.slice(0, i).find((earlier) => earlier.subnet === subnet);
    if (other === undefined) return [];
    const property = `instances.${name}.network.subnet`;
    return [{ property, value: subnet, reason: `is that of instance ${other.name}`, fix: "write another" }];
  });
}

/** On this machine every node has a port of its own, whatever its instance. */
export const portsApart: StackRule = {
  reads: ["network", "replicas", "sentinel.count", "backup", "proxy", "monitoring"],
  check: takenPorts,
};

function takenPorts({ platform, instances }: StackSettings): Finding[] {
  if (platform === "kubernetes") return [];
  const ranges = Object.entries(instances).map(([name, settings]) => rangesOf(settings, `instances.${name}.`));
  return ranges.flatMap((own, i) => {
    const earlier = ranges.slice(0, i).flat();
    return own.flatMap((range) => clashes(range, earlier, ranges.flat()));
  });
}

function clashes(range: PortRange, earlier: readonly PortRange[], all: readonly PortRange[]): Finding[] {
  const taken = earlier.find((other) => overlap(range, other));
  return taken ? [clash(range, taken, all)] : [];
}

export const networkRules = [equalPorts, exporterPort, rangesOfPorts, addressesOfSubnet, apartFromEngine, nodesConnect];

/** Whether a node of the instance has that port, where nodes differ by their ports. */
export function isOwnPort(settings: Instance, port: number): boolean {
  return rangesOf(settings).some(({ first, last }) => first <= port && port <= last);
}

function rangesOf({ backup, monitoring, network, proxy, replicas, sentinel }: Instance, prefix = ""): PortRange[] {
  const { port, sentinelPort } = network;
  const server = backup?.server?.port;
  const watched = monitoring.server?.port;
  return [
    { property: `${prefix}network.port`, first: port, last: port + replicas.max },
    { property: `${prefix}network.sentinelPort`, first: sentinelPort, last: sentinelPort + sentinel.count - 1 },
    ...(server === undefined ? [] : [one(`${prefix}backup.server.port`, server)]),
    ...(proxy.kind === "none" ? [] : proxyPorts(proxy).map(([name, at]) => one(`${prefix}proxy.${name}`, at))),
    ...(watched === undefined
      ? []
      : [{ property: `${prefix}monitoring.server.port`, first: watched, last: watched + monitoringKinds.length - 1 }]),
  ];
}

function one(property: string, at: number): PortRange {
  return { property, first: at, last: at };
}

function overlap(a: PortRange, b: PortRange): boolean {
  return a.first <= b.last && b.first <= a.last;
}

function clash(range: PortRange, taken: PortRange, all: readonly PortRange[]): Finding {
  return {
    property: range.property,
    value: range.first,
    reason: `on one machine each node has a port, and ${span(range)} overlaps ${span(taken)} of ${taken.property}`,
    fix: `write a port from ${freePort(range, taken, all)} on`,
  };
}

/** The first port behind the one that is taken at which the whole range is free; else the lowest such port. */
function freePort({ first, last }: PortRange, taken: PortRange, all: readonly PortRange[]): number {
  const from = [taken, ...all].map((other) => other.last + 1).sort((a, b) => a - b);
  const [behind, before] = [from.filter((port) => port > taken.last), [1024, ...from]];
  const isFree = (port: number) =>
    port + last - first <= lastPort &&
    !all.some((other) => overlap({ property: "", first: port, last: port + last - first }, other));
  return [...behind, ...before].find(isFree) ?? taken.last + 1;
}

function aboveLast({ property, first, last }: PortRange): Finding[] {
  if (last <= lastPort) return [];
  const fix = `write ${lastPort - (last - first)} or less`;
  return [{ property, value: first, reason: `the last node would have port ${last}, above ${lastPort}`, fix }];
}

function span({ first, last }: PortRange): string {
  return first === last ? String(first) : `${first}-${last}`;
}
