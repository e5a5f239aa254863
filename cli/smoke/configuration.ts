import type { Redis } from "ioredis";
import { instanceContext } from "../../configs";
import type { StackSettings } from "../../configs";
import type { ServerVersion } from "../../configs/directives";
import { directive, sameValue } from "../../configs/directives";
import { type Directive, renderInstance } from "../../configs/render";
import { ask } from "../health/connect";
import type { DeployedInstance, Endpoint } from "../health/deployed";
import { fieldsOf, parseInfo } from "../health/observe";
import { metWithin } from "../process/wait";
import type { Check } from "../terminal/checks";
import { check } from "../terminal/checks";
import { askEveryMs, type SmokeOptions } from "./options";

/** What of the settings is not in force, a line for each directive and node. Reports what is waited for. */
export async function notInForce(
  instance: DeployedInstance,
  settings: StackSettings,
  { timeoutMs, report }: SmokeOptions,
): Promise<string[]> {
  const rendered = renderedFor(instance, settings);
  let found: string[] = [];
  // A node takes a changed file some seconds after it has been written.
  const inForce = async () => {
    found = (await Promise.all(instance.redis.map((node) => differencesOrError(node, instance, rendered)))).flat();
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
    return `${renderedFor(instance, settings).size} directives on ${instance.redis.length} nodes`;
  });
}

function renderedFor({ name }: DeployedInstance, settings: StackSettings): Map<string, string[]> {
  const context = instanceContext(settings, name, settings.instances[name]!);
  return valuesOf(renderInstance(context).directives["redis.conf"]);
}

/** Values by directive; one that is repeated has a value for each line. */
function valuesOf(directives: readonly Directive[]): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const { name, args } of directives) values.set(name, [...(values.get(name) ?? []), args.join(" ")]);
  return values;
}

/** A node that starts again just now is asked again. */
async function differencesOrError(...[node, instance, rendered]: Parameters<typeof differences>): Promise<string[]> {
  try {
    return await differences(node, instance, rendered);
  } catch (error) {
    if ((error as Error).name === "UserError") throw error;
    return [`${node.name} does not answer: ${(error as Error).message}`];
  }
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
