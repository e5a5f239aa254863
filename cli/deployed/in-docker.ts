import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { InstanceContext, InstanceSecrets, StackSettings } from "../../configs";
import { instanceContext } from "../../configs";
import type { Connection } from "../../configs/connection";
import { folders } from "../../components/pod/volumes";
import type { FoundContainer } from "../docker/containers";
import { findContainers } from "../docker/containers";
import { requireEngine } from "../docker/engine";
import type { DeployedInstance } from "../health/deployed";
import { instanceOf } from "../health/deployed";
import { UserError } from "../terminal/errors";

/**
 * The instances of a stack in Docker, each node reached by its port on the loopback address of this machine. All comes
 * from the settings, the engine, and the files that containers have mounted, whoever made them.
 */
export async function dockerInstances(settings: StackSettings, names: readonly string[]): Promise<DeployedInstance[]> {
  await requireEngine();
  return Promise.all(
    names.map(async (name) => {
      const context = instanceContext(settings, name, settings.instances[name]!);
      const containers = await findContainers(context.masterName);
      const secrets = readSecrets(context, containers);
      return onThisMachine(instanceOf(context, secrets, settings.instances[name]!.replicas.min));
    }),
  );
}

/** Ports are published on loopback; addresses of the network lead somewhere on Linux alone. */
function onThisMachine(instance: DeployedInstance): DeployedInstance {
  const { connection, userConnections = {} } = instance;
  return {
    ...instance,
    connection: byLoopback(connection),
    userConnections: Object.fromEntries(Object.entries(userConnections).map(([user, one]) => [user, byLoopback(one)])),
    reach: reachOf(instance),
  };
}

/** The proxy is the one address that is the same from everywhere on the machine. */
function byLoopback<C extends Connection>(connection: C): C {
  const { proxy } = connection;
  if (!proxy) return connection;
  const host = loopback;
  const url = proxy.url.replace(`@${proxy.writes.host}:`, `@${host}:`);
  return { ...connection, proxy: { url, writes: { ...proxy.writes, host }, reads: { ...proxy.reads, host } } };
}

const loopback = "127.0.0.1";

function readSecrets(context: InstanceContext, containers: readonly FoundContainer[]): InstanceSecrets {
  const { mounts } = containers.find(({ node }) => node === context.nodes.home.name) ?? notDeployed(context);
  const passwords = filesIn(mounts[folders.SECRETS_DIR]!);
  const tls = mounts[folders.TLS_DIR] === undefined ? undefined : filesIn(mounts[folders.TLS_DIR]!);
  return {
    ...passwords,
    users: passwords,
    ...(tls && { tls: { ca: tls["ca.crt"]!, caKey: "", cert: tls["tls.crt"]!, key: tls["tls.key"]! } }),
  } as unknown as InstanceSecrets;
}

function notDeployed({ name, nodes }: InstanceContext): never {
  throw new UserError(
    `Instance ${name} has no container ${nodes.home.name} in this engine.`,
    "`redis-cache up` makes it, or Compose from what `render --format compose` has written; docs/docker.md",
  );
}

function filesIn(folder: string): Record<string, string> {
  try {
    const names = readdirSync(folder);
    return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8").trimEnd()] as const));
  } catch (error) {
    throw new UserError(
      `The passwords in ${folder} cannot be read: ${(error as Error).message}`,
      "Run it on the machine of the engine, as the user that has made them.",
    );
  }
}

function reachOf({ redis, sentinels, proxy }: DeployedInstance): NonNullable<DeployedInstance["reach"]> {
  const ofProxy = proxy ? [proxy.port, proxy.readPort, proxy.healthPort].map((port) => ({ ...proxy, port })) : [];
  const all = [...redis, ...sentinels, ...ofProxy];
  return Object.fromEntries(all.map(({ host, port }) => [`${host}:${port}`, { host: loopback, port }]));
}
