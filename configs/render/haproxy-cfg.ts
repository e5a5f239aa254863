import { isIP } from "node:net";
import type { InstanceContext, NodeAddress } from "../instance/context";
import { endsAtProxy, isEndToEnd } from "../instance/proxy-tls";
import { milliseconds, seconds } from "../schema/units";
import { checksumOf } from "./checksum";
import { yesNo } from "./conf-format";

/**
 * haproxy.cfg: a write side with one server a node, of which follow.lua opens the one that the Sentinels name; a read
 * side; and sockets by which follow.lua itself reaches Sentinels and nodes, for Lua's own connections check no
 * certificate and block while they look up a name.
 */
export function renderHaproxyCfg(context: InstanceContext): string {
  return formatFile(context, haproxyConfiguration(context));
}

/** What the proxy of these settings says of itself, so that an earlier haproxy.cfg in force is told from this one. */
export function haproxyConfiguration(context: InstanceContext): string {
  return checksumOf(formatFile(context, "")).slice(0, 16);
}

function formatFile(context: InstanceContext, configuration: string): string {
  const sections = [
    global(context, configuration),
    defaults(context),
    ...(usesNames(context) ? [resolvers] : []),
    clients(context),
    backend(context, "write"),
    backend(context, "read"),
    health(context),
    ...context.nodes.sentinels.map((node) => way(context, node, longestTimeout)),
    ...redisNodes(context).map((node) => way(context, node, milliseconds("30s"))),
    ...presence(context),
  ];
  return `${sections.map(formatSection).join("\n\n")}\n`;
}

/** A keyword with a name, and the lines below it. */
interface Section {
  title: string;
  lines: string[];
}

const formatSection = ({ title, lines }: Section) => [title, ...lines.map((line) => `  ${line}`)].join("\n");

function global(context: InstanceContext, configuration: string): Section {
  const { masterName, nodes, settings } = context;
  const { maxReadLag, reads, readsFromMaster, maxConnections, threads } = settings.proxy;
  const redis = redisNodes({ nodes });
  const environment = {
    MASTER_NAME: masterName,
    SENTINELS: nodes.sentinels.map(({ name }) => name).join(" "),
    NODES: redis.map(({ name }) => name).join(" "),
    ADDRESSES: redis.map(addressOf).join(" "),
    READS: reads,
    READ_LAG: seconds(maxReadLag),
    READS_FROM_MASTER: yesNo(readsFromMaster),
    ATTEMPT_MS: connectLimit(context),
    CONFIGURATION: configuration,
  };
  return {
    title: "global",
    lines: [
      "log stdout format raw local0 notice",
      `nbthread ${threads}`,
      `maxconn ${maxConnections + ownConnections(nodes)}`,
      "stats socket unix@admin.sock mode 600 level admin expose-fd listeners",
      ...(usesNames(context) ? ["server-state-file servers"] : []),
      "hard-stop-after 30m",
      ...Object.entries(environment).map(([name, value]) => `setenv ${name} "${value}"`),
      'lua-load "${SCRIPTS_DIR}/follow.lua"',
      ...(usesNames(context) ? ['lua-load "${SCRIPTS_DIR}/addresses.lua"'] : []),
    ],
  };
}

/** Two to each Sentinel, one to each node, follow.lua as a client, and those of probes and Prometheus. */
function ownConnections({ home, replicas, sentinels }: InstanceContext["nodes"]): number {
  return Math.max(100, 2 * sentinels.length + [home, ...replicas].length + 50);
}

/**
 * While no node takes a connection it is tried again and again, so that clients wait where others are refused. HAProxy
 * waits between two attempts as long as a connection may take, a second at most.
 */
function defaults(context: InstanceContext): Section {
  const { hold, idleTimeout } = context.settings.proxy;
  const attempt = connectLimit(context);
  const idle = milliseconds(idleTimeout) || longestTimeout;
  return {
    title: "defaults",
    lines: [
      "mode tcp",
      ...(usesNames(context) ? ["load-server-state-from-file global"] : []),
      `timeout connect ${attempt}ms`,
      `retries ${Math.ceil(milliseconds(hold) / attempt)}`,
      "option redispatch 1",
      `timeout client ${idle}ms`,
      `timeout server ${idle}ms`,
      "option clitcpka",
      "option srvtcpka",
      // A machine that is gone says nothing: a session to it ends after 25 s.
      ...["srvtcpka-idle 10s", "srvtcpka-intvl 5s", "srvtcpka-cnt 3"],
    ],
  };
}

/** In ms; HAProxy takes at most 24 days, and warns of none. */
const longestTimeout = milliseconds("20d");

/** In ms: a handshake of TLS takes longer, and so do zones. */
function connectLimit({ platform, settings }: InstanceContext): number {
  if (isEndToEnd(settings)) return 200;
  return platform === "local" ? 20 : 50;
}

/** Addresses of Services last: whatever a name server says but another address, a known one is kept. */
const resolvers: Section = {
  title: "resolvers dns",
  lines: [
    "parse-resolv-conf",
    "hold valid 5s",
    ...["nx", "other", "refused", "timeout"].map((answer) => `hold ${answer} 20d`),
  ],
};

/** One for both ports, so that connections of both together have a limit, and leave room for those of follow.lua. */
function clients(context: InstanceContext): Section {
  const { port, readPort, maxConnections } = context.settings.proxy;
  const tls = endsAtProxy(context.settings) ? ` ssl crt tls/proxy.pem ${verifyClients(context)}` : "";
  return {
    title: "frontend clients",
    lines: [
      ...[port, readPort].map((number) => `bind "\${BIND}:${number}" v4v6${tls}`),
      `maxconn ${maxConnections}`,
      `use_backend read if { dst_port ${readPort} }`,
      "default_backend write",
    ],
  };
}

/** A server at a closed port takes what comes before the Sentinels have spoken: nobody is sent to a wrong node. */
function backend(context: InstanceContext, name: "write" | "read"): Section {
  return {
    title: `backend ${name}`,
    lines: [
      ...(name === "read" ? ["balance leastconn"] : []),
      "server none 127.0.0.1:1",
      ...redisNodes(context).map((node) => `${serverLine(context, node, isEndToEnd(context.settings))} disabled`),
    ],
  };
}

function health({ settings }: InstanceContext): Section {
  return {
    title: "frontend health",
    lines: [
      "mode http",
      `bind "\${BIND}:${settings.proxy.healthPort}" v4v6`,
      "timeout client 10s",
      "http-request use-service lua.ready if { path /ready }",
      "http-request use-service lua.sentinels if { path /sentinels }",
      "http-request use-service prometheus-exporter if { path /metrics }",
      "http-request return status 200 if { path /health }",
      "http-request return status 404",
    ],
  };
}

/** follow.lua's way to a node, by TLS where nodes speak it; it may be silent for so long. */
function way(context: InstanceContext, node: NodeAddress, silentMs: number): Section {
  return {
    title: `listen to-${node.name}`,
    lines: [
      `bind unix@${node.name}.sock mode 600`,
      "timeout connect 1s",
      `timeout client ${silentMs}ms`,
      `timeout server ${silentMs}ms`,
      "retries 0",
      serverLine(context, node, context.settings.tls.enabled),
    ],
  };
}

/** follow.lua as a client of the write side. With passthrough it speaks TLS through it; nodes share a certificate. */
function presence(context: InstanceContext): Section[] {
  const { nodes, settings } = context;
  const through = settings.tls.enabled && !endsAtProxy(settings);
  const silent = `timeout client ${longestTimeout}ms`;
  return [
    {
      title: "listen presence",
      lines: [
        "bind unix@presence.sock mode 600",
        "timeout connect 30s",
        ...[silent, `timeout server ${longestTimeout}ms`],
        "retries 0",
        `server write unix@write.sock${through ? tlsOf(context, nodes.home) : ""}`,
      ],
    },
    { title: "frontend write", lines: ["bind unix@write.sock mode 600", silent, "default_backend write"] },
  ];
}

function serverLine(context: InstanceContext, node: NodeAddress, tls: boolean): string {
  // Not libc at the start: it would wait for each name in turn where the name server is away.
  const lookUp = usesNames(context) ? " resolvers dns init-addr last,none" : "";
  return `server ${node.name} ${addressOf(node)}${lookUp}${tls ? tlsOf(context, node) : ""}`;
}

/** HAProxy looks for names in a certificate only, not for addresses. */
function tlsOf({ platform, settings }: InstanceContext, { name, host }: NodeAddress): string {
  const own = settings.tls.clientCertificates === "off" ? "" : " crt tls/proxy.pem";
  return ` ssl verify required ca-file tls/ca.crt verifyhost ${platform === "kubernetes" ? host : name}${own}`;
}

function verifyClients({ settings }: InstanceContext): string {
  const { clientCertificates } = settings.tls;
  return clientCertificates === "off" ? "verify none" : `ca-file tls/ca.crt verify ${clientCertificates}`;
}

/** Whether nodes are looked up, as those of a cluster are. */
function usesNames({ nodes }: Pick<InstanceContext, "nodes">): boolean {
  return isIP(nodes.home.host) === 0;
}

function redisNodes({ nodes }: Pick<InstanceContext, "nodes">): NodeAddress[] {
  return [nodes.home, ...nodes.replicas];
}

const addressOf = ({ host, port }: NodeAddress) => `${host}:${port}`;
