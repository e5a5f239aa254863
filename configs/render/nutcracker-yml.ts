import type { InstanceContext, NodeAddress, Shard } from "../instance/context";
import { milliseconds, seconds } from "../schema/units";
import { proxyFileOf } from "../secrets/shared";
import { loginOf } from "../secrets/users";
import { envLines } from "./instance-env";
import type { Files } from "./index";

/**
 * Files of Twemproxy, and of follow-shard.sh for each of its shards. nutcracker.yml is a template, in which
 * twemproxy.sh writes the address to listen on, the password, and where each shard's master is.
 */
export function renderTwemproxyFiles(context: InstanceContext): Files {
  return {
    "nutcracker.yml": renderPool(context),
    "start.env": renderStartEnv(context),
    ...Object.fromEntries(
      context.shards.map((shard) => [`shard-${shard.name}.env`, renderShardEnv(shard, context.name)]),
    ),
  };
}

/**
 * A server has the name of its instance, by which alone keys are shared out: they stay where they are when a master
 * moves. One that does not answer stays in: else its keys would be written to others. Of Twemproxy's hashes, fnv1a_64
 * would put keys that differ in their last letters alone on one server.
 */
function renderPool({ name, settings, shards }: InstanceContext): string {
  const { port, hold } = settings.proxy;
  return [
    `${name}:`,
    `  listen: BIND:${port}`,
    "  redis: true",
    "  redis_auth: PASSWORD",
    "  hash: murmur",
    "  distribution: ketama",
    "  auto_eject_hosts: false",
    "  preconnect: true",
    "  tcpkeepalive: true",
    `  timeout: ${milliseconds(hold)}`,
    "  servers:",
    ...shards.map((shard) => `    - MASTER:1 ${shard.name}`),
    "",
  ].join("\n");
}

function renderStartEnv({ settings, shards }: InstanceContext): string {
  return envLines({
    LOGIN: loginOf(settings, "app"),
    MAX_CONNECTIONS: settings.proxy.maxConnections,
    SHARDS: shards.map(({ name }) => name).join(" "),
    STATISTICS_PORT: settings.proxy.healthPort,
  });
}

/** All goes to the master: nobody asks who could answer reads. */
function renderShardEnv({ name, masterName, nodes, settings }: Shard, owner: string): string {
  return envLines({
    MASTER_NAME: masterName,
    NODES: entries([nodes.home, ...nodes.replicas]),
    PASSWORD_FILE: proxyFileOf(name, owner),
    READS: "none",
    READ_LAG: seconds(settings.proxy.maxReadLag),
    SENTINELS: entries(nodes.sentinels),
    TLS: "no",
  });
}

const entries = (nodes: readonly NodeAddress[]) =>
  nodes.map(({ name, host, port }) => `${name}=${host}:${port}`).join(" ");
