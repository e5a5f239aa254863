import { bridgeHost, defaultSubnet } from "./bridge";
import type { Instance } from "../settings/instance";
import type { ProxyKind } from "../settings/proxy";
import { ownersOf, shardNames } from "./shards";
import type { Platform } from "../settings/stack";

/** What watches the nodes of this machine, in the order of their ports. */
export const monitoringKinds = ["prometheus", "alertmanager", "exporter"] as const;

export type MonitoringKind = (typeof monitoringKinds)[number];

/** Where a node listens. */
export interface NodeAddress {
  name: string;
  kind: "redis" | "sentinel" | "s3" | ProxyKind | MonitoringKind;
  host: string;
  port: number;
}

/** All nodes that an instance may have; replicas up to `replicas.max`. */
export interface InstanceNodes {
  /** The node that is master at first, and where the role goes back to. */
  home: NodeAddress;
  replicas: NodeAddress[];
  sentinels: NodeAddress[];
  /** The S3 server of its backups, where one runs on this machine. */
  backupServer?: NodeAddress;
  /** Where clients find its proxy, by the port for writes, where it has one. */
  proxy?: NodeAddress;
  /** What watches them, where that runs on this machine. */
  monitoring?: Record<MonitoringKind, NodeAddress>;
}

/** An instance with its place: what renderers and components need. */
export interface InstanceContext {
  name: string;
  platform: Platform;
  namespace: string;
  /** Whether objects of Kubernetes carry Argo CD's sync waves. */
  syncWaves: boolean;
  /** What Sentinels call the master: `<namespace>-<instance>`. */
  masterName: string;
  /** Whose backups these are: `<project>.<stack>.<namespace>-<instance>`, which no other instance has. */
  owner: string;
  settings: Instance;
  nodes: InstanceNodes;
  /** The instances among which its Twemproxy shares out keys, itself first; none without one. */
  shards: Shard[];
  /** Whose Twemproxy leads to this one, where one does: its own, or that of another instance. */
  shardOf?: Shard;
}

/** An instance as its shards, or their Twemproxy, know it. */
export type Shard = Pick<InstanceContext, "name" | "masterName" | "settings" | "nodes">;

type Place = Pick<InstanceContext, "platform" | "namespace"> &
  Partial<Pick<InstanceContext, "syncWaves">> & {
    /** `<project>.<stack>` */
    stack?: string;
    /**
     * All of the stack, which those that share keys have to know of each other.
     * @default this one alone
     */
    instances?: Readonly<Record<string, Instance>>;
  };

/** The network of an instance's containers. */
export function subnetOf({ masterName, settings }: InstanceContext): string {
  return settings.network.subnet ?? defaultSubnet(masterName);
}

/** The nodes, addresses and names of an instance. */
export function instanceContext(place: Place, name: string, settings: Instance): InstanceContext {
  const { platform, namespace, syncWaves = false, stack } = place;
  const instances = { ...place.instances, [name]: settings };
  const own = shardOf(place, name, settings);
  const { masterName } = own;
  const isKnown = (other: string) => Object.hasOwn(instances, other);
  const shard = (other: string) => shardOf(place, other, instances[other]!);
  const [owner] = ownersOf(name, instances);
  return {
    ...own,
    platform,
    namespace,
    syncWaves,
    owner: stack === undefined ? masterName : `${stack}.${masterName}`,
    shards: shardNames(name, settings).filter(isKnown).map(shard),
    ...(owner !== undefined && { shardOf: shard(owner) }),
  };
}

function shardOf(place: Place, name: string, settings: Instance): Shard {
  return { name, masterName: `${place.namespace}-${name}`, settings, nodes: instanceNodes(place, name, settings) };
}

function instanceNodes(place: Place, name: string, settings: Instance): InstanceNodes {
  const { backup, monitoring, network, proxy, replicas, sentinel } = settings;
  const subnet = network.subnet ?? defaultSubnet(`${place.namespace}-${name}`);
  const at = { ...place, domain: serviceDomain(place.namespace, network), subnet };
  const redis = (node: string, index: number) => address(at, "redis", node, network.port, index);
  const watcher = (node: string, index: number) => address(at, "sentinel", node, network.sentinelPort, index);
  return {
    home: redis(`${name}-master-0`, 0),
    replicas: indices(replicas.max).map((i) => redis(`${name}-replica-${i}`, i + 1)),
    sentinels: indices(sentinel.count).map((i) => watcher(`${name}-sentinel-${i}`, i)),
    ...(backup?.server && { backupServer: address(at, "s3", `${name}-backup-server`, backup.server.port, 0) }),
    ...(proxy.kind !== "none" && { proxy: address(at, proxy.kind, `${name}-proxy`, proxy.port, 0) }),
    ...(monitoring.server && { monitoring: monitoringNodes(at, name, monitoring.server.port) }),
  };
}

function monitoringNodes(at: Parameters<typeof address>[0], name: string, port: number) {
  const nodes = monitoringKinds.map((kind, index) => [kind, address(at, kind, `${name}-${kind}`, port, index)]);
  return Object.fromEntries(nodes) as Record<MonitoringKind, NodeAddress>;
}

/** Whether each node has metrics: by an exporter beside it, or by the one of this machine. */
export function hasExporters({ platform, settings: { exporter, monitoring } }: HasExporters): boolean {
  return platform === "local" ? monitoring.server !== undefined : exporter.enabled;
}

type HasExporters = Pick<InstanceContext, "platform" | "settings">;

/** What follows the name of a Service of that namespace. */
export function serviceDomain(namespace: string, { clusterDomain }: Instance["network"]): string {
  return `${namespace}.svc.${clusterDomain}`;
}

/** On this machine nodes differ by port, in a cluster by host, and containers by both: see bridge.ts. */
function address(
  { platform, domain, subnet }: Pick<Place, "platform"> & { domain: string; subnet: string },
  kind: NodeAddress["kind"],
  name: string,
  firstPort: number,
  index: number,
): NodeAddress {
  switch (platform) {
    case "local":
      return { name, kind, host: "127.0.0.1", port: firstPort + index };
    case "docker":
      return { name, kind, host: bridgeHost(subnet, kind, index), port: firstPort + index };
    case "kubernetes":
      return { name, kind, host: `${name}.${domain}`, port: firstPort };
    default: {
      const exhaustiveCheck: never = platform;
      return exhaustiveCheck;
    }
  }
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
