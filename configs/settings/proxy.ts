import { z } from "zod";
import { dnsLabel, duration, group, imageDigest, imageName, port, setting, size } from "../schema/fields";

/** Programs that lead to one instance: its master by one port, its replicas by another. */
export const leadingKinds = ["haproxy", "envoy"] as const;

/** The programs that can be the proxy of an instance. */
export const proxyKinds = [...leadingKinds, "twemproxy"] as const;

export type LeadingKind = (typeof leadingKinds)[number];
export type ProxyKind = (typeof proxyKinds)[number];

/** The smallest `proxy.maxConnections`. */
export const leastConnections = 10;

export const proxy = group(
  {
    kind: setting(z.enum(["none", ...proxyKinds]).default("none"), {
      description:
        "The proxy: haproxy, envoy, twemproxy, or none. It follows the Sentinels, and moves writes when the master " +
        "moves.",
      source: "docs/proxy.md",
    }),
    protocol: setting(z.enum(["tcp", "redis"]).default("tcp"), {
      description:
        "With envoy: tcp hands connections on, redis reads commands, for pooled connections, statistics by command, " +
        "and a port for reads that also takes writes.",
      source: "Envoy: tcp_proxy, redis_proxy",
    }),
    shards: setting(z.array(dnsLabel({ max: 43 })).default([]), {
      description:
        "With twemproxy: other instances of the stack among which it shares out the keys, beside this one. A changed " +
        "list moves keys to other instances, where nobody finds what the earlier ones keep of them.",
      example: "[cache2, cache3]",
      source: "Twemproxy: servers",
    }),
    port: setting(port().optional(), {
      description: "Port on which it takes writes, and anything else that the master must answer.",
      computed: "6379, on platforms local and docker 7379",
      source: "redis.conf: port",
    }),
    readPort: setting(port().optional(), {
      description: "Port on which it takes reads; with protocol redis it sends writes to the master.",
      computed: "6380, on platforms local and docker 7380; with twemproxy that for writes",
      source: "docs/proxy.md",
    }),
    healthPort: setting(port().default(8404), {
      description:
        "Port of its readiness (`/ready`) and of its metrics (`/metrics`, `/sentinels`), by HTTP; of twemproxy its " +
        "statistics, as JSON without HTTP.",
      source: "HAProxy: Prometheus exporter; Envoy: admin interface; Twemproxy: --stats-port",
    }),
    reads: setting(z.enum(["replicas", "any"]).default("replicas"), {
      description: "Who answers reads: replicas in touch with the master, or the master as well.",
      source: "docs/proxy.md",
    }),
    readsFromMaster: setting(z.boolean().default(true), {
      description: "Reads go to the master while no replica is in touch with it; without, they wait.",
      source: "docs/proxy.md",
    }),
    maxReadLag: setting(duration({ min: "1s", max: "1h", inSeconds: true }).default("10s"), {
      description: "A replica that has heard nothing from its master for longer gets no reads.",
      source: "redis.io: INFO, master_last_io_seconds_ago",
    }),
    hold: setting(duration({ min: "1s", max: "5m" }).default("10s"), {
      description:
        "A new connection waits so long for a node that takes it, before it is refused; with protocol redis and " +
        "with twemproxy a command for its answer.",
      source: "HAProxy: retries; Envoy: max_connect_attempts; Twemproxy: timeout",
    }),
    maxConnections: setting(z.int().min(leastConnections).max(100_000).optional(), {
      description:
        "Client connections of each process, of both ports together; more wait with haproxy, and are closed with " +
        "envoy and twemproxy. Each needs two open files, with twemproxy one.",
      unit: "connections",
      computed: "4500, or what network.maxclients and memory.reserves.clientBuffers allow",
      source: "HAProxy: maxconn; Envoy: global_downstream_max_connections",
    }),
    idleTimeout: setting(duration({ max: "20d" }).default("0s"), {
      description: "Idle connections are closed after this; 0s is never.",
      source: "HAProxy: timeout client; Envoy: idle_timeout",
    }),
    threads: setting(z.int().min(1).max(64).default(1), {
      description: "Threads of each process; a hand-over is cleanest with one.",
      unit: "threads",
      source: "HAProxy: nbthread; Envoy: --concurrency",
    }),
    tls: setting(z.enum(["passthrough", "terminate", "endToEnd"]).default("passthrough"), {
      description:
        "Where TLS of clients ends: passthrough at Redis, if tls.enabled; terminate here, and Redis speaks none; " +
        "endToEnd here, and another begins to Redis.",
      source: "docs/proxy.md",
    }),
    exclusive: setting(z.boolean().default(false), {
      description:
        "Clients reach Redis through the proxy only: the NetworkPolicy lets no others to its port but the instance's " +
        "own pods and jobs. Used on platform kubernetes.",
      source: "Kubernetes: network policies",
    }),
    replicas: setting(z.int().min(1).max(20).default(2), {
      description: "Pods of it; used on platform kubernetes, on local there is one process.",
      unit: "pods",
      source: "Kubernetes: Deployment",
    }),
    image: setting(imageName().optional(), {
      description:
        "Its container image, without digest: HAProxy 2.6 or later, with Lua, or Envoy 1.40 or later, with a shell.",
      computed: "docker.io/library/haproxy:2.6, with envoy docker.io/envoyproxy/envoy:v1.40.0",
      source: "hub.docker.com/_/haproxy, hub.docker.com/r/envoyproxy/envoy",
    }),
    digest: setting(imageDigest().optional(), {
      description: "Digest that pins its image.",
      computed: "none",
      source: "OCI image specification",
    }),
    memory: setting(size({ min: "32Mi", max: "64Gi" }).optional(), {
      description: "Memory of its container, request and limit alike.",
      computed: "what maxConnections need, from 128Mi on",
      source: "Kubernetes: QoS class Guaranteed",
    }),
  },
  { description: "One address for clients that know no Sentinel: a port for writes, another for reads." },
);

/** Whether it reads the commands of its clients, and logs in to Redis for them. */
export function readsCommands({ kind, protocol }: { kind: string; protocol: string }): boolean {
  return kind === "twemproxy" || (kind === "envoy" && protocol === "redis");
}
