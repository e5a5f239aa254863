import type { ConnectionOptions } from "node:tls";
import type { RedisOptions } from "ioredis";
import { Redis } from "ioredis";
import type { Instance } from "../../configs";
import { UserError } from "../terminal/errors";
import type { DeployedInstance, Endpoint } from "./deployed";

/** A node that does not answer within this time is marked as down. */
const answerWithinMs = 3_000;

const impatient: RedisOptions = {
  lazyConnect: true,
  connectTimeout: answerWithinMs,
  commandTimeout: answerWithinMs,
  retryStrategy: () => null,
  maxRetriesPerRequest: 0,
  enableReadyCheck: false,
  enableOfflineQueue: true,
};

/** Asks one node, Redis or Sentinel, and closes the connection; one attempt only. */
export async function ask<T>(
  node: Endpoint,
  instance: DeployedInstance,
  user: "app" | "ops",
  questions: (client: Redis) => Promise<T>,
): Promise<T> {
  const client = await connectTo(node, instance, credentialsOf(instance, user));
  try {
    return await questions(client);
  } finally {
    client.disconnect();
  }
}

/** A connection to one node, which is not made anew when it ends; throws where none can be made. */
export async function connectTo(node: Endpoint, instance: DeployedInstance, as: Credentials): Promise<Redis> {
  const client = new Redis({ ...impatient, ...reachOf(node, instance), ...as, tls: tlsOptions(instance) });
  const reason = new Promise<never>((_, reject) => client.once("error", reject));
  reason.catch(() => undefined);
  try {
    await Promise.race([client.connect(), reason]);
    return client;
  } catch (error) {
    client.disconnect();
    throw error;
  }
}

/** A client that gives up soon, so that a command tells what is wrong. */
const impatientApplication: RedisOptions = {
  connectTimeout: answerWithinMs,
  commandTimeout: 5 * answerWithinMs,
  sentinelRetryStrategy: () => null,
  maxRetriesPerRequest: 1,
};

/** A client such as an application has: it finds the master through the Sentinels. */
export function applicationClient(instance: DeployedInstance, behaviour = impatientApplication): Redis {
  const { sentinels, masterName } = instance.connection;
  const { username, password } = credentialsOf(instance, "app");
  const tls = tlsOptions(instance);
  const client = new Redis({
    sentinels: sentinels.map((sentinel) => reachOf(sentinel, instance)),
    natMap: instance.reach,
    name: masterName,
    username,
    password,
    sentinelUsername: username,
    sentinelPassword: password,
    ...(tls && { tls, sentinelTLS: tls, enableTLSForSentinelMode: true }),
    lazyConnect: true,
    ...behaviour,
  });
  // Every command rejects with its reason; without a listener ioredis would print it as well.
  client.on("error", () => undefined);
  return client;
}

/** A client that knows no Sentinel, but one of the addresses of the instance's proxy. */
export function proxyClient(instance: DeployedInstance, port: "writes" | "reads", behaviour: RedisOptions): Redis {
  const { proxy } = instance.connection;
  if (!proxy) {
    throw new UserError(
      `Instance ${instance.name} is deployed without a proxy.`,
      "Set proxy.kind, to haproxy for example, and deploy (docs/proxy.md).",
    );
  }
  const client = new Redis({
    ...reachOf(proxy[port], instance),
    ...loginToProxy(instance),
    tls: tlsOptions(instance, hasTls(instance)),
    lazyConnect: true,
    ...behaviour,
  });
  client.on("error", () => undefined);
  return client;
}

/** Twemproxy closes a connection on which a client says its name, its version, or asks for INFO. */
function loginToProxy(instance: DeployedInstance): RedisOptions {
  const credentials = credentialsOf(instance, "app");
  if (instance.proxy?.shard === undefined) return credentials;
  return { password: credentials.password, protocol: 2, enableReadyCheck: false, disableClientInfo: true };
}

/** Whether clients of the proxy speak TLS. */
export function hasTls({ proxy, tls }: DeployedInstance): boolean {
  return proxy?.tls ?? tls;
}

/** A client of the Redis outside that an instance follows before its cut-over; it gives up soon. */
export function externalClient(
  instance: DeployedInstance,
  { host, port, user, secret, tls }: NonNullable<Instance["bootstrap"]>["replicaOf"],
): Redis {
  const client = new Redis({
    ...impatient,
    host,
    port,
    ...(secret && { username: user, password: instance.externalPassword }),
    ...(tls && { tls: tlsOptions(instance) }),
  });
  client.on("error", () => undefined);
  return client;
}

/** Name and password to log in with. */
export interface Credentials {
  username: string;
  password: string;
}

export function credentialsOf({ name, connection, opsPassword }: DeployedInstance, user: "app" | "ops"): Credentials {
  if (user === "app") return { username: connection.username, password: connection.password };
  if (opsPassword !== undefined) return { username: "ops", password: opsPassword };
  throw new UserError(
    `redis-cache:secrets.${name}.ops is not in the stack's configuration, so its nodes cannot be asked.`,
    "`redis-cache secrets init` makes it, where secrets.source is config.",
  );
}

export function reachOf({ host, port }: Pick<Endpoint, "host" | "port">, { reach }: DeployedInstance) {
  return reach?.[`${host}:${port}`] ?? { host, port };
}

function tlsOptions(instance: DeployedInstance, enabled = instance.tls): ConnectionOptions | undefined {
  if (!enabled) return undefined;
  const { connection, certificate, reach } = instance;
  return {
    ca: connection.ca,
    ...(certificate && { cert: certificate.cert, key: certificate.key }),
    // A forwarded port leads to the pod that was asked for, and has no name that a certificate could hold.
    ...(reach && { checkServerIdentity: () => undefined }),
  };
}
