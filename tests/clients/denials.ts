import { ask } from "../../cli/health/connect";
import type { DeployedInstance, Endpoint } from "../../cli/health/deployed";
import { fieldsOf } from "../../cli/health/observe";

/**
 * What the nodes have refused to user `app` since then, from their logs: clients keep quiet about some of it. A node
 * that was killed meanwhile tells only what came after.
 */
export async function denialsSince(time: number, instance: DeployedInstance): Promise<string[]> {
  const nodes = [...instance.redis, ...instance.sentinels];
  const found = await Promise.all(nodes.map((node) => logOf(node, instance)));
  const seconds = (performance.timeOrigin + performance.now() - time) / 1000;
  const denied = found.flat().filter((entry) => entry.username === "app" && Number(entry["age-seconds"]) <= seconds);
  return [...new Set(denied.map(({ reason, object }) => `${reason} ${object}`))];
}

/** `ops` may not read the log, but it may change users. */
async function logOf(node: Endpoint, instance: DeployedInstance): Promise<Record<string, string>[]> {
  return ask(node, instance, "ops", async (client) => {
    await client.acl("SETUSER", "ops", "+acl|log");
    return ((await client.acl("LOG", 128)) as unknown[]).map(fieldsOf);
  });
}
