import type { Redis } from "ioredis";
import { instanceContext } from "../../configs";
import type { StackSettings } from "../../configs";
import type { ServerVersion } from "../../configs/data/directives";
import { directive, sameValue } from "../../configs/data/directives";
import { parseConf, renderInstance } from "../../configs/render";
import { ask } from "../health/connect";
import type { DeployedInstance, Endpoint } from "../health/deployed";
import { fieldsOf, parseInfo } from "../health/observe";
import type { Check } from "./check";
import { check } from "./check";

/** Compares what each Redis node has in force with what is rendered for it now. */
export async function checkConfiguration(instance: DeployedInstance, settings: StackSettings): Promise<Check> {
  return check("configuration in effect equals configuration rendered", async () => {
    const context = instanceContext(settings, instance.name, settings.instances[instance.name]!);
    const rendered = directivesOf(renderInstance(context).redis["redis.conf"]!);
    const found = await Promise.all(instance.redis.map((node) => differences(node, instance, rendered)));
    const all = found.flat();
    if (all.length > 0) throw new Error(all.join("\n"));
    return `${rendered.size} directives on ${instance.redis.length} nodes`;
  });
}

/** Values by directive; one that is repeated has a value for each line. */
function directivesOf(conf: string): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const { name, args } of parseConf(conf)) values.set(name, [...(values.get(name) ?? []), args.join(" ")]);
  return values;
}

async function differences(
  node: Endpoint,
  instance: DeployedInstance,
  rendered: ReadonlyMap<string, string[]>,
): Promise<string[]> {
  return ask(node, instance, "ops", async (client) => {
    const server = serverOf(await client.info("server"));
    const names = [...rendered.keys()].filter((name) => directive(server, name)?.configGet);
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
