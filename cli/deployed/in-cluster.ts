import type { InstanceContext, InstanceSecrets, StackSettings } from "../../configs";
import { connectionName, instanceContext, objectNames, passwordIn, setName, usesCertificates } from "../../configs";
import type { Connection } from "../../configs/connection";
import { UserError } from "../terminal/errors";
import type { DeployedInstance } from "../health/deployed";
import { instanceOf } from "../health/deployed";
import { kubectl } from "../kubernetes/kubectl";
import type { ForwardTarget } from "../kubernetes/port-forwards";
import { withPortForwards } from "../kubernetes/port-forwards";
import { proxyProcesses, proxyTargets } from "./proxy-pods";

/**
 * Gives the instances of a stack in a cluster to `use`, each node reached by a forwarded port. All comes from the
 * settings and the cluster, whoever applied the objects: Pulumi's state is not asked.
 */
export async function withClusterInstances<T>(
  settings: StackSettings,
  names: readonly string[],
  use: (instances: DeployedInstance[]) => Promise<T>,
): Promise<T> {
  const contexts = names.map((name) => instanceContext(settings, name, settings.instances[name]!));
  const found = await Promise.all(contexts.map((context) => findInstance(settings, context)));
  const targets = found.flatMap(({ targets }) => targets);
  return withPortForwards(settings, targets, (reach) => use(found.map(({ instance }) => ({ ...instance, reach }))));
}

async function findInstance(settings: StackSettings, context: InstanceContext) {
  const [secrets, replicas, proxies] = await Promise.all([
    readSecrets(settings, context),
    countReplicas(settings, context),
    proxyProcesses(settings, context),
  ]);
  const instance = instanceOf(context, secrets, replicas);
  const pods = [...instance.redis, ...instance.sentinels].map(({ name, host, port }): ForwardTarget => {
    return { object: `pod/${name}`, host, port };
  });
  return {
    instance: { ...instance, proxies, ...(await deployedConnections(settings, context, instance, secrets)) },
    targets: [...pods, ...proxyTargets(instance.proxy, proxies)],
  };
}

type Connections = Pick<DeployedInstance, "connection" | "userConnections">;

/** By the names that applications are given now, whatever the settings say; with passwords from elsewhere by theirs. */
async function deployedConnections(
  settings: StackSettings,
  context: InstanceContext,
  { connection, userConnections = {} }: Connections,
  secrets: InstanceSecrets,
): Promise<Connections> {
  if (context.settings.secrets.source !== "config") return { connection, userConnections };
  const given = async <T extends Connection>(user: string, one: T): Promise<T> => {
    const { username = "" } = await readSecret(settings, connectionName(context, user));
    const password = passwordIn(secrets, username);
    return password === undefined ? one : { ...one, username, password };
  };
  // A user that the settings have got since the last deployment is in none of these Secrets yet.
  const deployed = Object.entries(userConnections).filter(([, { password }]) => password !== undefined);
  const others = deployed.map(async ([user, one]) => [user, await given(user, one)] as const);
  return {
    connection: await given("app", connection),
    userConnections: Object.fromEntries(await Promise.all(others)),
  };
}

/** An autoscaler may have made more than the settings ask for. */
async function countReplicas(settings: StackSettings, context: InstanceContext): Promise<number> {
  const set = setName(context, "replica");
  return Number(await kubectl(settings, ["get", "statefulset", set, "-o", "jsonpath={.spec.replicas}"]));
}

async function readSecrets(settings: StackSettings, context: InstanceContext): Promise<InstanceSecrets> {
  const names = objectNames(context);
  const entries = await readSecret(settings, names.users);
  const users = { ...entries, users: entries } as unknown as InstanceSecrets;
  const { appUser } = context.settings.secrets;
  if (!entries[appUser] || !entries.ops) {
    throw new UserError(
      `Secret ${names.users} has no password of users ${appUser} and ops.`,
      "One entry a user is expected.",
    );
  }
  if (!usesCertificates(context.settings)) return users;
  const tls = await readSecret(settings, names.tls);
  return { ...users, tls: { ca: tls["ca.crt"]!, caKey: "", cert: tls["tls.crt"]!, key: tls["tls.key"]! } };
}

async function readSecret(settings: StackSettings, name: string): Promise<Record<string, string>> {
  const { data } = JSON.parse(await kubectl(settings, ["get", "secret", name, "-o", "json"])) as {
    data?: Record<string, string>;
  };
  const entries = Object.entries(data ?? {});
  return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")]));
}
