import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import pWaitFor from "p-wait-for";
import { applicationClient, ask } from "../health/connect";
import type { DeployedInstance } from "../health/deployed";
import type { InstanceView } from "../health/observe";
import type { Check } from "../terminal/checks";
import { check } from "../terminal/checks";

const key = () => `redis-cache:smoke:${randomUUID()}`;
const secondsToLive = "60";
const waitMs = 10_000;

/** Writes as an application does, through the Sentinels, and reads the value back from every replica. */
export async function checkData(instance: DeployedInstance, view: InstanceView): Promise<Check[]> {
  const [name, value] = [key(), randomUUID()];
  const client = applicationClient(instance);
  const replicas = view.redis.filter(({ role }) => role === "replica");
  try {
    const written = await check("write on the master, found by the Sentinels", () => write(client, name, value));
    if (written.reason !== undefined) return [written];
    return [
      written,
      await check("WAIT for every replica", () => acknowledged(client, replicas.length)),
      await check("read on each replica", async () => {
        await Promise.all(replicas.map((replica) => readOn(replica, instance, name, value)));
        return replicas.map((replica) => replica.name).join(", ");
      }),
      await check("delete", async () => `${await client.del(name)} key`),
    ];
  } finally {
    client.disconnect();
  }
}

async function write(client: Redis, name: string, value: string): Promise<string> {
  await client.connect();
  await client.set(name, value, "EX", secondsToLive);
  return `SET ${name}`;
}

async function acknowledged(client: Redis, replicas: number): Promise<string> {
  const count = await client.wait(replicas, waitMs);
  if (count < replicas) throw new Error(`${count} of ${replicas} replicas acknowledged the write within ${waitMs} ms`);
  return `${count} acknowledged`;
}

async function readOn(replica: InstanceView["redis"][number], instance: DeployedInstance, name: string, value: string) {
  await ask(replica, instance, "app", async (client) => {
    let read: string | null = null;
    const arrived = async () => (read = await client.get(name)) === value;
    await pWaitFor(arrived, { interval: 20, timeout: waitMs }).catch(() => {
      throw new Error(`${replica.name} returns ${JSON.stringify(read)} for a key written on the master`);
    });
  });
}
