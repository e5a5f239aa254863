import { ask } from "../health/connect";
import type { DeployedInstance, Endpoint } from "../health/deployed";
import { fieldsOf, orError, parseInfo } from "../health/observe";

/** A node with what it tells, by the names that Redis gives: INFO replication, or SENTINEL MASTER of a Sentinel. */
export interface Told extends Endpoint {
  /** Empty where it does not answer. */
  fields: Record<string, string>;
  /** Why it does not answer. */
  error?: string;
}

/** What all nodes of an instance tell before a hand-over. */
export interface Look {
  redis: Told[];
  sentinels: Told[];
}

export async function look(instance: DeployedInstance): Promise<Look> {
  const [redis, sentinels] = await Promise.all([
    Promise.all(instance.redis.map((node) => told(node, () => replicationOf(node, instance)))),
    Promise.all(instance.sentinels.map((node) => told(node, () => masterOf(node, instance)))),
  ]);
  return { redis, sentinels };
}

async function told(node: Endpoint, ask: () => Promise<Record<string, string>>): Promise<Told> {
  return { fields: {}, ...(await orError(node, async () => ({ ...node, fields: await ask() }))) };
}

async function replicationOf(node: Endpoint, instance: DeployedInstance): Promise<Record<string, string>> {
  return parseInfo(await ask(node, instance, "ops", (client) => client.info("replication")));
}

async function masterOf(node: Endpoint, instance: DeployedInstance): Promise<Record<string, string>> {
  return fieldsOf(await ask(node, instance, "ops", (client) => client.call("SENTINEL", "MASTER", instance.masterName)));
}
