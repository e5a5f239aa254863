import { writeFileSync } from "node:fs";
import { join } from "node:path";
import pWaitFor from "p-wait-for";
import { ask } from "../../cli/health/connect";
import type { DeployedInstance, Endpoint } from "../../cli/health/deployed";
import { judge } from "../../cli/health/judge";
import type { InstanceView } from "../../cli/health/observe";
import { addressOf, fieldsOf, observe } from "../../cli/health/observe";
import { UserError } from "../../cli/terminal/errors";

const readyLimitMs = 120_000;
// Each look takes 10 ms of a core, which is not to be taken from what is measured.
const lookEveryMs = 500;

/** Waits until all nodes agree and every Sentinel holds all replicas for fit to be promoted; returns the master. */
export async function waitReady(instance: DeployedInstance): Promise<Endpoint> {
  let view: InstanceView | undefined;
  let problems: string[] = ["not looked at yet"];
  const ready = async () => {
    view = await observe(instance);
    problems = [...judge(view), ...(await unfitReplicas(instance))];
    return problems.length === 0;
  };
  await waitOrSay(ready, readyLimitMs, () => `The instance is not healthy: ${problems.join("; ")}.`);
  return view!.redis.find(({ role }) => role === "master")!;
}

/** Waits until another node is the only master and all Sentinels name it. */
export async function waitMoved(instance: DeployedInstance, from: Endpoint, limitMs: number): Promise<void> {
  const moved = async () => {
    const { redis, sentinels } = await observe(instance);
    const [master, ...others] = redis.filter(({ role }) => role === "master");
    if (!master || others.length > 0 || master.name === from.name) return false;
    return sentinels.every((sentinel) => sentinel.master === addressOf(master));
  };
  await waitOrSay(moved, limitMs, () => `No other node became master in place of ${from.name}.`);
}

/** What an application gets to know of the instance; the certificate authority goes into `folder`. */
export function clientEnvironment({ connection }: DeployedInstance, folder: string): Record<string, string> {
  const caFile = join(folder, "benchmark-ca.crt");
  if (connection.ca) writeFileSync(caFile, connection.ca);
  return {
    REDIS_MASTER_NAME: connection.masterName,
    REDIS_PASSWORD: connection.password,
    REDIS_SENTINELS: connection.sentinels.map(({ host, port }) => `${host}:${port}`).join(","),
    REDIS_USERNAME: connection.username,
    ...(connection.proxy && { REDIS_PROXY_URL: connection.proxy.url }),
    ...(connection.ca && { REDIS_CA_FILE: caFile }),
  };
}

/** Sentinels look at the replicas every 10 s; until then one that was just turned has no priority for them. */
async function unfitReplicas(instance: DeployedInstance): Promise<string[]> {
  const expected = instance.redis.length - 1;
  const found = instance.sentinels.map(async (sentinel) => {
    const answer = await ask(sentinel, instance, "ops", (client) =>
      client.call("SENTINEL", "REPLICAS", instance.masterName),
    ).catch(() => []);
    const fit = (answer as unknown[]).map(fieldsOf).filter(isFit).length;
    return fit >= expected ? [] : [`${sentinel.name} holds ${fit} of ${expected} replicas for fit`];
  });
  return (await Promise.all(found)).flat();
}

function isFit(replica: Record<string, string>): boolean {
  return replica.flags === "slave" && replica["slave-priority"] === "100" && replica["master-link-status"] === "ok";
}

async function waitOrSay(condition: () => Promise<boolean>, limitMs: number, say: () => string): Promise<void> {
  try {
    await pWaitFor(condition, { interval: lookEveryMs, timeout: limitMs });
  } catch (error) {
    if ((error as Error).name !== "TimeoutError") throw error;
    throw new UserError(`${say()} Waited ${limitMs / 1000} s.`);
  }
}
