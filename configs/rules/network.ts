import type { Finding } from "../schema/errors";
import { metricsPort } from "../settings/exporter";
import type { Instance } from "../settings/instance";
import type { StackSettings } from "../settings/stack";
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

const rangesOnLoopback = rule(
  ["network.port", "network.sentinelPort", "replicas", "sentinel.count", "backup"],
  (settings, { platform }) => {
    if (platform !== "local" || settings.network.port === settings.network.sentinelPort) return [];
    const ranges = rangesOf(settings);
    return [...ranges.flatMap(aboveLast), ...ranges.flatMap((range, i) => clashes(range, ranges.slice(0, i)))];
  },
);

/** On this machine every node has a port of its own, whatever its instance. */
export const portsApart: StackRule = { reads: ["network", "replicas", "sentinel.count", "backup"], check: takenPorts };

function takenPorts({ platform, instances }: StackSettings): Finding[] {
  if (platform !== "local") return [];
  const ranges = Object.entries(instances).map(([name, settings]) => rangesOf(settings, `instances.${name}.`));
  return ranges.flatMap((own, i) => {
    const earlier = ranges.slice(0, i).flat();
    return own.flatMap((range) => clashes(range, earlier));
  });
}

function clashes(range: PortRange, earlier: readonly PortRange[]): Finding[] {
  const taken = earlier.find((other) => overlap(range, other));
  return taken ? [clash(range, taken)] : [];
}

export const networkRules = [equalPorts, exporterPort, rangesOnLoopback];

function rangesOf({ backup, network, replicas, sentinel }: Instance, prefix = ""): PortRange[] {
  const { port, sentinelPort } = network;
  const server = backup?.server?.port;
  return [
    { property: `${prefix}network.port`, first: port, last: port + replicas.max },
    { property: `${prefix}network.sentinelPort`, first: sentinelPort, last: sentinelPort + sentinel.count - 1 },
    ...(server === undefined ? [] : [{ property: `${prefix}backup.server.port`, first: server, last: server }]),
  ];
}

function overlap(a: PortRange, b: PortRange): boolean {
  return a.first <= b.last && b.first <= a.last;
}

function clash(range: PortRange, taken: PortRange): Finding {
  return {
    property: range.property,
    value: range.first,
    reason: `on platform local each node has a port, and ${span(range)} overlaps ${span(taken)} of ${taken.property}`,
    fix: `write a port from ${taken.last + 1} on`,
  };
}

function aboveLast({ property, first, last }: PortRange): Finding[] {
  if (last <= lastPort) return [];
  const fix = `write ${lastPort - (last - first)} or less`;
  return [{ property, value: first, reason: `the last node would have port ${last}, above ${lastPort}`, fix }];
}

function span({ first, last }: PortRange): string {
  return first === last ? String(first) : `${first}-${last}`;
}
