import { endsAtProxy } from "../instance/proxy-tls";
import { bytes, formatSize, KiB, MiB } from "../schema/units";
import type { Instance, ParsedInstance } from "../settings/instance";
import { type LeadingKind, leastConnections, type ProxyKind } from "../settings/proxy";
import type { Platform } from "../settings/stack";

/** On one machine the nodes have the usual ports. */
export function proxyDefaults(
  { proxy, tls, network }: ParsedInstance,
  { reserves }: Instance["memory"],
  platform: Platform,
): Instance["proxy"] {
  const ports = portsOf(proxy, platform);
  // What runs on this machine alone has none.
  const image = images[proxy.kind === "none" || proxy.kind === "twemproxy" ? "haproxy" : proxy.kind];
  const most = Math.min(network.maxclients, idleClients(reserves));
  const fitting = fittingConnections(most, processesOf(proxy, platform));
  const maxConnections = proxy.maxConnections ?? Math.max(leastConnections, Math.min(4_500, fitting));
  const needed = Math.max(bytes("128Mi"), connectionBytes({ proxy: { ...proxy, maxConnections }, tls }));
  return { ...proxy, ...ports, image, maxConnections, memory: formatSize(Math.ceil(needed / step) * step), ...proxy };
}

/** Twemproxy has one port for both. */
function portsOf({ kind, port }: ParsedInstance["proxy"], platform: Platform) {
  const first = port ?? (platform === "kubernetes" ? 6379 : 7379);
  if (kind === "twemproxy") return { port: first, readPort: first };
  return platform === "kubernetes" ? { port: 6379, readPort: 6380 } : { port: 7379, readPort: 7380 };
}

const images: Record<LeadingKind, string> = {
  haproxy: "docker.io/library/haproxy:2.6",
  envoy: "docker.io/envoyproxy/envoy:v1.40.0",
};

/** How many processes an instance's proxy has. */
export function processesOf({ replicas }: Pick<ParsedInstance["proxy"], "replicas">, platform: Platform): number {
  return platform === "kubernetes" ? replicas : 1;
}

/** What else connects to a node: scripts, Sentinels, replicas, the exporter, jobs, and the proxy itself. */
export const otherClients = 100;

/**
 * Connections of each process that a node has room for. All may meet at one: writes at the master, and reads while it
 * has no replica in touch.
 */
export function fittingConnections(maxclients: number, processes: number): number {
  return Math.floor((maxclients - otherClients) / processes);
}

/**
 * Idle clients that Redis keeps: from `maxmemory-clients` on it closes those that take most. Redis 7.0 was measured
 * with 1.8 kB for one that is idle, and 38 kB in the first seconds of its connection.
 */
export function idleClients({ clientBuffers }: Instance["memory"]["reserves"]): number {
  return Math.floor(bytes(clientBuffers) / idleClient);
}

const idleClient = 2 * KiB;

type Connecting = ParsedInstance["proxy"] & Pick<Instance["proxy"], "maxConnections">;

const step = 32 * MiB;

/** Without connections: HAProxy with follow.lua while it reads a changed file anew, two of it; Envoy 1.40. */
const without: Record<ProxyKind, number> = { haproxy: 48 * MiB, envoy: 96 * MiB, twemproxy: 16 * MiB };

/**
 * Bytes that it may need with all its connections. HAProxy 2.6 was measured with 3.3 KiB for an idle one and 40 KiB for
 * one with TLS on both sides; data on its way comes on top.
 */
export function connectionBytes({ proxy, tls }: Pick<Instance, "tls"> & { proxy: Connecting }): number {
  const kind = proxy.kind === "none" ? "haproxy" : proxy.kind;
  return without[kind] + proxy.maxConnections * eachConnection(kind, endsAtProxy({ proxy, tls }));
}

function eachConnection(kind: ProxyKind, endsTls: boolean): number {
  if (kind === "envoy") return envoyConnection;
  return endsTls ? 48 * KiB : 8 * KiB;
}

const envoyConnection = 24 * KiB;
