import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import pWaitFor from "p-wait-for";
import { proxyClient } from "../health/connect";
import type { DeployedInstance } from "../health/deployed";
import type { Check } from "../terminal/checks";
import { check } from "../terminal/checks";

const secondsToLive = 60;
/** The proxy holds a connection for as long as no node takes it. */
const patience = { connectTimeout: 15_000, commandTimeout: 15_000, maxRetriesPerRequest: 1, retryStrategy: () => null };
const arrivesWithinMs = 10_000;

/** Uses the proxy as a client does that knows no Sentinel. */
export async function checkProxy(instance: DeployedInstance): Promise<Check[]> {
  const [key, value] = [`redis-cache:smoke:${randomUUID()}`, randomUUID()];
  const [writes, reads] = [proxyClient(instance, "writes", patience), proxyClient(instance, "reads", patience)];
  try {
    const written = await check("write through the proxy's port for writes", async () => {
      await writes.connect();
      await writes.set(key, value, "EX", secondsToLive);
      return `SET ${key}`;
    });
    if (written.reason !== undefined) return [written];
    const read = await check("read it through the proxy's port for reads", async () => {
      await readBack(reads, key, value);
      return instance.proxy?.protocol === "redis" ? "GET, from whom it says nothing" : `from a ${await roleOf(reads)}`;
    });
    await writes.del(key);
    return [
      written,
      read,
      await check("a wrong password is refused through the proxy", () => refused(writes, instance)),
    ];
  } finally {
    writes.disconnect();
    reads.disconnect();
  }
}

async function readBack(reads: Redis, key: string, value: string): Promise<void> {
  await reads.connect();
  let read: string | null = null;
  await pWaitFor(async () => (read = await reads.get(key)) === value, { interval: 20, timeout: arrivesWithinMs }).catch(
    () => {
      throw new Error(`it returns ${JSON.stringify(read)} for a key written ${arrivesWithinMs} ms ago`);
    },
  );
}

async function roleOf(reads: Redis): Promise<string> {
  const [role] = (await reads.role()) as [string];
  return role === "slave" ? "replica" : role;
}

async function refused(client: Redis, { connection, proxy }: DeployedInstance): Promise<string> {
  try {
    // Twemproxy knows no names, and refuses by words of its own.
    await (proxy?.shard === undefined ? client.auth(connection.username, randomUUID()) : client.auth(randomUUID()));
  } catch (error) {
    const { message } = error as Error;
    if (message.startsWith("WRONGPASS")) return message.split(" ")[0]!;
    if (message.startsWith("ERR invalid password")) return "invalid password";
    throw error;
  }
  throw new Error("it was accepted");
}
