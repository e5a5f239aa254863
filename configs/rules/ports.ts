import type { Finding } from "../errors";
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

const rangesOnLoopback = rule(
  ["network.port", "network.sentinelPort", "replicas", "sentinel.count"],
  (settings, { platform }) => {
    if (platform !== "local" || settings.network.port === settings.network.sentinelPort) return [];
    const [redis, sentinels] = rangesOf(settings);
    return [...[redis, sentinels].flatMap(aboveLast), ...(overlap(redis, sentinels) ? [clash(sentinels, redis)] : [])];
  },
);

/** On this machine every node has a port of its own, whatever its instance. */
export const portsApart: StackRule = { reads: ["network", "replicas", "sentinel.count"], check: takenPorts };

function takenPorts({ platform, instances }: StackSettings): Finding[] {
  if (platform !== "local") return [];
  const ranges = Object.entries(instances).map(([name, settings]) => rangesOf(settings, `instances.${name}.`));
  return ranges.flatMap((own, i) => {
    const earlier = ranges.slice(0, i).flat();
    return own.flatMap((range) => {
      const taken = earlier.find((other) => overlap(range, other));
      return taken ? [clash(range, taken)] : [];
    });
  });
}

export const portRules = [equalPorts, rangesOnLoopback];

function rangesOf({ network, replicas, sentinel }: Instance, prefix = ""): [PortRange, PortRange] {
  const { port, sentinelPort } = network;
  return [
    { property: `${prefix}network.port`, first: port, last: port + replicas.max },
    { property: `${prefix}network.sentinelPort`, first: sentinelPort, last: sentinelPort + sentinel.count - 1 },
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
