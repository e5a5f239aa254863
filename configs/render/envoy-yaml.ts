import { stringify } from "yaml";
import type { InstanceContext, NodeAddress } from "../instance/context";
import { milliseconds, seconds } from "../schema/units";
import { loginOf, otherLoginOf } from "../secrets/users";
import type { Instance } from "../settings/instance";
import { readsCommands } from "../settings/proxy";
import { yesNo } from "./conf-format";
import type { Files } from "./index";

/**
 * Files of Envoy and of follow.sh beside it. envoy.yaml has what takes effect on restart; listeners.yaml is a template
 * of the file that Envoy watches, in which follow.sh writes the address to listen on, and the time of the last switch.
 */
export function renderEnvoyFiles(context: InstanceContext): Files {
  return {
    "envoy.yaml": yaml(bootstrap(context)),
    "listeners.yaml": yaml({ resources: listeners(context) }),
    "proxy.env": renderProxyEnv(context),
    "start.env": renderStartEnv(context.settings),
  };
}

const yaml = (value: object) => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });

function renderStartEnv(settings: Instance): string {
  const login = loginOf(settings, "app");
  const passwords = readsCommands(settings.proxy) ? `${login} ${otherLoginOf(settings, "app")}` : "";
  return `PASSWORDS_OF_CLIENTS="${passwords}"\nTHREADS=${settings.proxy.threads}\n`;
}

function renderProxyEnv({ masterName, nodes, settings }: InstanceContext): string {
  const { maxReadLag, reads, readsFromMaster } = settings.proxy;
  const variables = {
    MASTER_NAME: masterName,
    CUT_FIRST: yesNo(readsCommands(settings.proxy)),
    NODES: entries([nodes.home, ...nodes.replicas]),
    READS: reads,
    READS_FROM_MASTER: yesNo(readsFromMaster),
    READ_LAG: seconds(maxReadLag),
    SENTINELS: entries(nodes.sentinels),
    TLS: yesNo(settings.tls.enabled),
  };
  const lines = Object.entries(variables).map(([name, value]) => `${name}="${value}"`);
  return `${lines.join("\n")}\n`;
}

const entries = (nodes: readonly NodeAddress[]) =>
  nodes.map(({ name, host, port }) => `${name}=${host}:${port}`).join(" ");

/** In Envoy's own folder: no socket of the network has its administration. */
const adminSocket = { pipe: { path: "admin.sock", mode: 0o600 } };

function bootstrap({ name, settings }: InstanceContext) {
  return {
    node: { id: `${name}-proxy`, cluster: name },
    admin: { address: adminSocket },
    overload_manager: { resource_monitors: [connectionLimit(settings.proxy.maxConnections)] },
    dynamic_resources: { lds_config: watched("listeners.yaml") },
    static_resources: { clusters: [side("write", settings), side("read", settings), admin] },
  };
}

function connectionLimit(connections: number) {
  return {
    name: "envoy.resource_monitors.global_downstream_max_connections",
    typed_config: {
      "@type": typeOf("resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig"),
      max_active_downstream_connections: connections,
    },
  };
}

/** Envoy wants a folder in the path, and looks for it from the one in which it was started. */
const watched = (file: string) => ({ path_config_source: { path: `./${file}` } });

const typeOf = (extension: string) => `type.googleapis.com/envoy.extensions.${extension}`;

/** Where connections of a side go: follow.sh writes the endpoints into a file. */
function side(name: "write" | "read", settings: Instance) {
  return {
    name,
    type: "EDS",
    eds_cluster_config: { eds_config: watched(`${name}.yaml`) },
    connect_timeout: inSeconds(attemptLimit),
    lb_policy: "LEAST_REQUEST",
    // Of connections maxConnections is the limit; by default there is another one of 1024.
    circuit_breakers: { thresholds: [{ max_connections: noLimit, max_pending_requests: noLimit }] },
    upstream_connection_options: { tcp_keepalive: keepalive },
    ...(readsCommands(settings.proxy) && { typed_extension_protocol_options: { [redisProxy]: ownLogin(settings) } }),
  };
}

const redisProxy = "envoy.filters.network.redis_proxy";

/** Of all connections to Redis. */
function ownLogin(settings: Instance) {
  return {
    "@type": typeOf("filters.network.redis_proxy.v3.RedisProtocolOptions"),
    auth_username: { inline_string: loginOf(settings, "app") },
    auth_password: passwordFiles[0],
  };
}

/** envoy.sh writes them: of the name in use, and of the other one, which clients may still send without a name. */
const passwordFiles = ["./password", "./password.other"].map((filename) => ({ filename }));

const noLimit = 2 ** 32 - 1;

const keepalive = { keepalive_time: 60 };

const admin = {
  name: "admin",
  connect_timeout: "1s",
  load_assignment: { cluster_name: "admin", endpoints: [{ lb_endpoints: [{ endpoint: { address: adminSocket } }] }] },
};

function listeners(context: InstanceContext) {
  const { port, readPort, healthPort } = context.settings.proxy;
  const serve = readsCommands(context.settings.proxy) ? serveCommands : pass;
  return [
    listener("write", at(port), [serve(context, "write")], lastSwitch),
    listener("read", at(readPort), [serve(context, "read")]),
    { ...listener("health", at(healthPort), [health]), ignore_global_conn_limit: true },
    // Last: with it the old master sees that sessions of the write side are closed.
    { ...listener("presence", presenceSocket, [pass(context, "write")], lastSwitch), ignore_global_conn_limit: true },
  ];
}

/** When one of this name is gone, Envoy closes its connections. */
const lastSwitch = "SWITCHED_AT";

const presenceSocket = { pipe: { path: "write.sock", mode: 0o600 } };

const at = (port: number) => ({ socket_address: { address: "BIND", ipv4_compat: "BIND_BOTH", port_value: port } });

function listener(name: string, address: object, filters: object[], chain = name) {
  return {
    "@type": "type.googleapis.com/envoy.config.listener.v3.Listener",
    name,
    address,
    per_connection_buffer_limit_bytes: 64 * 1024,
    ...("socket_address" in address && { tcp_keepalive: keepalive }),
    filter_chains: [{ name: chain, filters }],
  };
}

/** In ms, between two attempts at most; Envoy draws one below it. */
const pause = 50;

/** In ms: of one attempt to connect. */
const attemptLimit = 100;

/**
 * While no node takes a connection it is tried again and again, at the node that is named by then, so that clients wait
 * where others are refused.
 */
function pass({ settings }: InstanceContext, cluster: "write" | "read") {
  const { hold, idleTimeout } = settings.proxy;
  return {
    name: "envoy.filters.network.tcp_proxy",
    typed_config: {
      "@type": typeOf("filters.network.tcp_proxy.v3.TcpProxy"),
      stat_prefix: cluster,
      cluster,
      idle_timeout: inSeconds(milliseconds(idleTimeout)),
      max_connect_attempts: Math.ceil(milliseconds(hold) / (pause / 2)),
      backoff_options: { base_interval: inSeconds(pause), max_interval: inSeconds(pause) },
    },
  };
}

/** Every command goes over a few connections of Envoy's own; on the side for reads, what only reads to replicas. */
function serveCommands({ settings }: InstanceContext, side: "write" | "read") {
  return {
    name: redisProxy,
    typed_config: {
      "@type": typeOf("filters.network.redis_proxy.v3.RedisProxy"),
      stat_prefix: side,
      settings: {
        op_timeout: inSeconds(milliseconds(settings.proxy.hold)),
        enable_command_stats: true,
        // What comes at once is sent at once; both have to be set.
        max_buffer_size_before_flush: 1024,
        buffer_flush_timeout: "0.0002s",
      },
      prefix_routes: {
        catch_all_route: { cluster: "write", ...(side === "read" && { read_command_policy: { cluster: "read" } }) },
      },
      downstream_auth_username: { inline_string: loginOf(settings, "app") },
      downstream_auth_passwords: passwordFiles,
    },
  };
}

/** follow.sh writes the answers. */
const health = {
  name: "envoy.filters.network.http_connection_manager",
  typed_config: {
    "@type": typeOf("filters.network.http_connection_manager.v3.HttpConnectionManager"),
    stat_prefix: "health",
    rds: { route_config_name: "health", config_source: watched("routes.yaml") },
    http_filters: [
      { name: "envoy.filters.http.router", typed_config: { "@type": typeOf("filters.http.router.v3.Router") } },
    ],
  },
};

const inSeconds = (ms: number) => `${ms / 1000}s`;
