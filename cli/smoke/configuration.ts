import type { Redis } from "ioredis";
import { instanceContext } from "../../configs";
import type { InstanceContext, StackSettings } from "../../configs";
import type { ServerVersion } from "../../configs/directives";
import { directive, sameValue } from "../../configs/directives";
import type { ProxyEndpoint } from "../../configs/connection";
import { type Directive, haproxyConfiguration, renderInstance } from "../../configs/render";
import { ask } from "../health/connect";
import { type DeployedInstance, type Endpoint, proxiesOf } from "../health/deployed";
import { fieldsOf, parseInfo } from "../health/observe";
import { viewProxy } from "../health/proxy";
import { metWithin } from "../process/wait";
import type { Check } from "../terminal/checks";
import { check } from "../terminal/checks";
import { askEveryMs, type SmokeOptions } from "./options";

/** What of the settings is not in force, a line for each directive and node, and each process of the proxy. */
export async function notInForce(
  instance: DeployedInstance,
  settings: StackSettings,
  { timeoutMs, report }: SmokeOptions,
): Promise<string[]> {
  const context = instanceContext(settings, instance.name, settings.instances[instance.name]!);
  const rendered = valuesOf(renderInstance(context).directives["redis.conf"]);
  const looks = [
    ...instance.redis.map((node) => orSilence(node, () => differences(node, instance, rendered))),
    ...haproxiesOf(instance, context).map((proxy) => orSilence(proxy, () => otherFile(proxy, instance, context))),
  ];
  let found: string[] = [];
  // A node takes a changed file some seconds after it has been written.
  const inForce = async () => {
    found = (await Promise.all(looks.map((look) => look()))).flat();
    report(`${instance.name}: ${found[0] ?? "the settings are in force"}`);
    return found.length === 0;
  };
  await metWithin(timeoutMs, inForce, askEveryMs);
  return found;
}

/** Compares what each Redis node has in force with what is rendered for it now. */
export async function checkConfiguration(
  instance: DeployedInstance,
  settings: StackSettings,
  options: SmokeOptions,
): Promise<Check> {
  return check("configuration in effect equals configuration rendered", async () => {
    const found = await notInForce(instance, settings, options);
    if (found.length > 0) throw new Error(found.join("\n"));
    return configurationText(instance, settings);
  });
}

function configurationText(instance: DeployedInstance, settings: StackSettings): string {
  const context = instanceContext(settings, instance.name, settings.instances[instance.name]!);
  const { size } = valuesOf(renderInstance(context).directives["redis.conf"]);
  const proxies = haproxiesOf(instance, context).length;
  return `${size} directives on ${instance.redis.length} nodes${proxies > 0 ? ", and the proxy's" : ""}`;
}

/** Values by directive; one that is repeated has a value for each line. */
function valuesOf(directives: readonly Directive[]): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const { name, args } of directives) values.set(name, [...(values.get(name) ?? []), args.join(" ")]);
  return values;
}

/** A node that starts again just now is asked again. */
function orSilence({ name }: { name: string }, look: () => Promise<string[]>): () => Promise<string[]> {
  return async () => {
    try {
      return await look();
    } catch (error) {
      if ((error as Error).name === "UserError") throw error;
      return [`${name} does not answer: ${(error as Error).message}`];
    }
  };
}

/** Only HAProxy reads a changed file while it runs; the others start again with it. */
function haproxiesOf(instance: DeployedInstance, { settings }: InstanceContext): ProxyEndpoint[] {
  return settings.proxy.kind === "haproxy" ? proxiesOf(instance).filter(({ shard }) => shard === undefined) : [];
}

/** HAProxy keeps the configuration that it has while it refuses a changed one. */
async function otherFile(
  proxy: ProxyEndpoint,
  instance: DeployedInstance,
  context: InstanceContext,
): Promise<string[]> {
  const { configuration } = await viewProxy(proxy, instance);
  if (configuration === haproxyConfiguration(context)) return [];
  return [`${proxy.name}: another haproxy.cfg than rendered is in force; its log says why (refused-configuration)`];
}

/** What a replica's script sets, so that one that is promoted takes no write before the script has looked around. */
export const ofReplica: readonly string[] = [
  "min-replicas-to-write",
  "repl-diskless-sync-delay",
  "repl-diskless-sync-max-replicas",
];

async function differences(
  node: Endpoint,
  instance: DeployedInstance,
  rendered: ReadonlyMap<string, string[]>,
): Promise<string[]> {
  return ask(node, instance, "ops", async (client) => {
    const info = await client.info();
    const server = serverOf(info);
    const own = parseInfo(info).role === "slave" ? ofReplica : [];
    const names = [...rendered.keys()].filter((name) => directive(server, name)?.configGet && !own.includes(name));
    const inForce = await configurationOf(client, names);
    return names.flatMap((name) => {
      const [wanted, value] = [rendered.get(name)!, inForce.get(name)];
      if (value !== undefined && sameValue(server, name, wanted, value)) return [];
      return [`${node.name}: ${name} is ${value ?? "unknown to the server"}, rendered is ${wanted.join(", ")}`];
    });
  });
}

/** One question for each, sent at once: CONFIG GET takes several patterns only from 7.0. */
async function configurationOf(client: Redis, names: readonly string[]): Promise<Map<string, string>> {
  const answers = await Promise.all(names.map((name) => client.config("GET", name)));
  return new Map(answers.flatMap((answer) => Object.entries(fieldsOf(answer))));
}

export function serverOf(info: string): ServerVersion {
  const { server_name, valkey_version, redis_version } = parseInfo(info);
  const engine = server_name === "valkey" || valkey_version !== undefined ? "valkey" : "redis";
  return { engine, version: (valkey_version ?? redis_version)! };
}
