import pc from "picocolors";
import type { ProxyConnection } from "../../configs/connection";
import { hasTls } from "../health/connect";
import { type DeployedInstance, monitoringOf } from "../health/deployed";
import type { InstanceView } from "../health/observe";
import { addressOf } from "../health/observe";
import { roleText } from "../health/table";
import { toolCommand } from "../terminal/tool";

/** How applications reach an instance, ready to paste. Passwords stay out of it: terminals and CI keep logs. */
export function connectText(stack: string, instance: DeployedInstance, view: InstanceView): string {
  const { name, connection, sentinels } = instance;
  const others = Object.keys(instance.userConnections ?? {});
  const nodes = view.redis.map(
    (node) => `  ${node.name.padEnd(24)} ${node.host}:${node.port}  ${roleText(node, view)}`,
  );
  const watchers = sentinels.map(({ name, host, port }) => `  ${name.padEnd(24)} ${host}:${port}  sentinel`);
  const { proxy } = connection;
  const ports = proxy && Object.entries(portsOf(proxy, instance.proxy));
  const watching = monitoringOf(instance).map(([, one]) => `  ${one.name.padEnd(24)} http://${addressOf(one)}`);
  const ways = (ports ?? []).map(([what, at]) => proxyLine(instance.proxy!.name, at, what));
  return [
    pc.bold(`${name}: master name ${connection.masterName}, user ${connection.username}`),
    ...[...nodes, ...watchers, ...ways, ...watching],
    "",
    "  # Puts REDIS_PASSWORD and the addresses into this shell",
    `  eval "$(${toolCommand()} env -s ${stack} -i ${name} --client)"`,
    ...(others.length > 0 ? [`  # The same for another user: --client --user ${others.join(" or ")}`] : []),
    "",
    ...[...proxySnippets(instance), ...snippets(instance, view.redis)].map((line) => line && `  ${line}`),
  ].join("\n");
}

/** Twemproxy has one for both. */
function portsOf({ writes, reads }: ProxyConnection, endpoint: DeployedInstance["proxy"]): Record<string, Address> {
  return endpoint?.shard === undefined ? { writes, reads } : { "reads and writes": writes };
}

function proxyLine(name: string, at: Address, what: string): string {
  return `  ${name.padEnd(24)} ${addressOf(at)}  proxy, ${what}`;
}

type Address = { host: string; port: number };

/** For every client: it needs to know neither Sentinels nor who is master. */
function proxySnippets(instance: DeployedInstance): string[] {
  const {
    connection: { proxy, username },
    proxy: endpoint,
  } = instance;
  if (!proxy) return [];
  if (endpoint?.shard !== undefined) return twemproxySnippets(proxy.writes);
  const tls = hasTls(instance);
  return [
    ...(endpoint?.protocol === "redis"
      ? ["# The proxy reads commands: by RESP2 (redis-py: protocol=2), not all of them"]
      : []),
    "# Any client: the proxy takes writes at one port and reads at another, whoever is master (docs/proxy.md)",
    `${redisCli(proxy.writes, username, tls)} set greeting hello`,
    `${redisCli(proxy.reads, username, tls)} get greeting`,
    "",
  ];
}

/** By a password without a name, and with less than clients say by default. */
function twemproxySnippets({ host, port }: Address): string[] {
  const cli = `REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli -h ${host} -p ${port}`;
  return [
    "# Twemproxy shares out keys among instances, and knows few commands (docs/proxy.md#twemproxy). Clients need",
    "# ioredis: protocol: 2, enableReadyCheck: false, disableClientInfo: true, and no username",
    "# redis-py: protocol=2, lib_name=None, lib_version=None, and no username",
    `${cli} set greeting hello`,
    `${cli} get greeting`,
    "",
  ];
}

function redisCli({ host, port }: Address, username: string, tls: boolean): string {
  return `REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli -h ${host} -p ${port} --user ${username}${cliTls(tls)}`;
}

function snippets({ connection, tls, reach }: DeployedInstance, redis: InstanceView["redis"]): string[] {
  const { masterName, sentinels, username } = connection;
  const master = redis.find(({ role }) => role === "master") ?? redis[0]!;
  const list = sentinels.map(({ host, port }) => `{ host: "${host}", port: ${port} }`).join(", ");
  const pairs = sentinels.map(({ host, port }) => `("${host}", ${port})`).join(", ");
  return [
    `# redis-cli (${master.name} is master now)`,
    `${redisCli(master, username, tls)} ping`,
    "",
    "// ioredis, with the settings of docs/clients.md: it notices a new master at once, and a hung one within 1 s",
    'const { Redis } = require("ioredis");',
    "const password = process.env.REDIS_PASSWORD;",
    ...(tls ? ["const tls = { ca: process.env.REDIS_CA };"] : []),
    `const redis = new Redis({`,
    `  sentinels: [${list}],`,
    `  name: "${masterName}", username: "${username}", password,`,
    `  sentinelUsername: "${username}", sentinelPassword: password,`,
    "  retryStrategy: (times) => Math.min(times * 20, 1000), connectTimeout: 1000, socketTimeout: 1000,",
    ...(tls ? ["  tls, sentinelTLS: tls, enableTLSForSentinelMode: true,"] : []),
    ...natMapLines(reach, redis),
    "});",
    "",
    "# redis-py",
    "import os",
    "from redis.backoff import NoBackoff",
    "from redis.retry import Retry",
    "from redis.sentinel import Sentinel",
    `login = {"username": "${username}", "password": os.environ["REDIS_PASSWORD"]}`,
    `login |= {"socket_timeout": 1${pythonTls(tls)}}`,
    `sentinel = Sentinel([${pairs}], sentinel_kwargs=login, **login)`,
    `redis = sentinel.master_for("${masterName}", retry=Retry(NoBackoff(), 0))`,
  ];
}

/** Addresses of containers are reached from Linux only. */
function natMapLines(reach: DeployedInstance["reach"], redis: InstanceView["redis"]): string[] {
  if (!reach) return [];
  const entries = redis.map((node) => {
    const { host, port } = reach[addressOf(node)]!;
    return `"${addressOf(node)}": { host: "${host}", port: ${port} }`;
  });
  return [
    "  // With Docker Desktop or a rootless engine the Sentinels are at 127.0.0.1, and nodes by:",
    `  // natMap: { ${entries.join(", ")} },`,
  ];
}

const cliTls = (tls: boolean) => (tls ? ' --tls --cacert "$REDIS_CA_FILE"' : "");
const pythonTls = (tls: boolean) => (tls ? ', "ssl": True, "ssl_ca_certs": os.environ["REDIS_CA_FILE"]' : "");
