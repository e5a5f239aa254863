import { setTimeout as delay } from "node:timers/promises";
import { Redis, type RedisOptions } from "ioredis";

/**
 * Uses one such connection until it fails or `use` ends. What fails is not told: whoever uses it has noted what was
 * acknowledged, and asks for another one, 50 ms later.
 */
export async function onOneConnection(places: RedisOptions, use: (client: Redis) => Promise<void>): Promise<void> {
  const client = oneAttemptClient(places);
  try {
    await Promise.race([client.connect(), failAfter(1_500)]);
    await use(client);
  } catch {
    await delay(50);
  } finally {
    client.disconnect();
  }
}

/** A client that tries once and sends nothing again, so that each outcome is of the one connection it was asked on. */
function oneAttemptClient(places: RedisOptions): Redis {
  const client = new Redis({
    ...places,
    retryStrategy: () => null,
    sentinelRetryStrategy: () => null,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    updateSentinels: false,
    connectTimeout: 1_000,
    sentinelCommandTimeout: 500,
    commandTimeout: 2_000,
  });
  client.on("error", () => {}); // Said by the rejected call.
  return client;
}

async function failAfter(ms: number): Promise<never> {
  await delay(ms, undefined, { ref: false });
  throw new Error(`not within ${ms} ms`);
}
