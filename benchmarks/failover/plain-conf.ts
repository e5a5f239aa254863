import type { DeployedInstance, Endpoint } from "../../cli/health/deployed";

/** redis.conf of a node that follows the first one, which is master. */
export function plainRedisConf(node: Endpoint, instance: DeployedInstance): string {
  const { password } = instance.connection;
  const [home] = instance.redis;
  return lines(
    ...listen(node, instance),
    "appendonly yes",
    ...users(password),
    "masteruser app",
    `masterauth ${password}`,
    ...(node.name === home!.name ? [] : [`replicaof ${home!.host} ${home!.port}`]),
  );
}

/** sentinel.conf with Sentinel's own defaults. */
export function plainSentinelConf(node: Endpoint, instance: DeployedInstance): string {
  const { masterName, connection, redis } = instance;
  const { host, port } = redis[0]!;
  return lines(
    ...listen(node, instance),
    ...users(connection.password),
    "sentinel sentinel-user app",
    `sentinel sentinel-pass ${connection.password}`,
    `sentinel monitor ${masterName} ${host} ${port} 2`,
    `sentinel auth-user ${masterName} app`,
    `sentinel auth-pass ${masterName} ${connection.password}`,
  );
}

function listen({ host, port }: Endpoint, { tls }: DeployedInstance): string[] {
  const files = ["tls-ca-cert-file ../ca.crt", "tls-cert-file ../tls.crt", "tls-key-file ../tls.key"];
  const encrypted = ["port 0", `tls-port ${port}`, "tls-replication yes", "tls-auth-clients optional", ...files];
  return [`bind ${host}`, ...(tls ? encrypted : [`port ${port}`])];
}

function users(password: string): string[] {
  return ["user default off", ...["app", "ops"].map((name) => `user ${name} on >${password} ~* &* +@all`)];
}

const lines = (...all: string[]) => all.map((line) => `${line}\n`).join("");
