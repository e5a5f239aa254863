import { ask } from "../../cli/health/connect";
import type { DeployedInstance, Endpoint } from "../../cli/health/deployed";
import { fieldsOf, observe, parseInfo } from "../../cli/health/observe";
import type { Part } from "../../configs";
import { processName } from "../../review/nodes";

/** A key whose value tells one run of the verification from another. */
const canary = "review-verify:canary";

/** What a node says of itself. */
export interface NodeFacts {
  part: Part;
  /** Another one after each start. */
  runId: string;
  /** When its server has started, in seconds since 1970, by its own clock. */
  startedAt: number;
  /** All that CONFIG GET tells; nothing of a Sentinel. */
  config: Record<string, string>;
}

/** What an instance says of itself, as far as a change may touch it. */
export interface InstanceFacts {
  nodes: Record<string, NodeFacts>;
  master: string;
  /** The canary's value on the master. */
  canary: string | null;
}

/** Asks every node; throws where one gives no answer, or where not exactly one is master. */
export async function factsOf(instance: DeployedInstance): Promise<InstanceFacts> {
  const masters = (await observe(instance)).redis.filter(({ role }) => role === "master");
  const [master, ...more] = masters;
  if (!master || more.length > 0) throw new Error(`masters: ${masters.map(({ name }) => name).join(", ") || "none"}`);
  const redis = instance.redis.map((node) => factsOfNode(node, instance, "GET"));
  const sentinels = instance.sentinels.map((node) => factsOfNode(node, instance));
  return {
    nodes: Object.fromEntries(await Promise.all([...redis, ...sentinels])),
    master: master.name,
    canary: await ask(master, instance, "app", (client) => client.get(canary)),
  };
}

/** Puts the canary's value into the instance. */
export async function markInstance(instance: DeployedInstance, value: string): Promise<void> {
  const { master } = await factsOf(instance);
  await ask(
    instance.redis.find(({ name }) => name === master)!,
    instance,
    "app",
    (client) => client.set(canary, value),
  );
}

async function factsOfNode(node: Endpoint, instance: DeployedInstance, get?: "GET"): Promise<[string, NodeFacts]> {
  return ask(node, instance, "ops", async (client) => {
    const { run_id: runId, ...info } = parseInfo(await client.info("server"));
    const startedAt = Math.floor(Number(info.server_time_usec) / 1e6) - Number(info.uptime_in_seconds);
    const config = get ? fieldsOf(await client.config(get, "*")) : {};
    return [node.name, { part: processName({ node: node.name })!.part, runId: runId!, startedAt, config }];
  });
}
