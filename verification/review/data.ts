import type { Redis } from "ioredis";
import type { Endpoint } from "../../cli/health/deployed";
import { fieldsOf } from "../../cli/health/observe";
import type { Nodes } from "./nodes";

/** Keys by the database that they are in and their name, such as `database 3: 3:list`, with all that they hold. */
export type Data = Record<string, string>;

const prefix = "review-verify:";
const secondsToLive = 86_400;
/** More than there are. */
const keysAtOnce = 10_000;

/**
 * Puts keys of every type into the first databases, one in the middle and the last one, where they are missing: each
 * twice, once to expire. `mark` tells one run of the verification from others.
 */
export async function sowData(nodes: Nodes, master: Endpoint, mark: string): Promise<void> {
  const client = await nodes.as("app", master);
  const count = await databasesOf(nodes, master);
  for (const database of new Set([0, 1, Math.floor(count / 2), count - 1])) {
    await client.select(database);
    for (const [type, write] of Object.entries(writers)) {
      const key = `${prefix}${database}:${type}`;
      if ((await client.exists(key)) === 0) await write(client, key, mark);
      const expiring = `${key}:expiring`;
      if ((await client.exists(expiring)) === 1) continue;
      await write(client, expiring, mark);
      await client.expire(expiring, secondsToLive);
    }
  }
  await client.select(0);
  await client.wait(nodes.instance.redis.length - 1, 5_000);
}

const writers: Record<string, (client: Redis, key: string, mark: string) => Promise<unknown>> = {
  string: (client, key, mark) => client.set(key, mark),
  number: (client, key) => client.set(key, 42),
  bitmap: (client, key) => client.setbit(key, 1000, 1),
  hyperLogLog: (client, key, mark) => client.pfadd(key, mark, "a", "b"),
  hash: (client, key, mark) => client.hset(key, { mark, long: mark.repeat(10) }),
  list: (client, key, mark) => client.rpush(key, mark, "b", "a"),
  set: (client, key, mark) => client.sadd(key, mark, "a", "b"),
  numbers: (client, key) => client.sadd(key, 1, 2, 3),
  sortedSet: (client, key, mark) => client.zadd(key, 1.5, mark, -2, "a"),
  geo: (client, key, mark) => client.geoadd(key, 13.4, 52.5, mark),
  stream: async (client, key, mark) => {
    await client.xadd(key, "1-1", "mark", mark);
    await client.xgroup("CREATE", key, "group", "0");
    await client.xreadgroup("GROUP", "group", "consumer", "COUNT", 1, "STREAMS", key, ">");
  },
};

/** All such keys of a node, in whatever database they are. */
export async function dataOf(nodes: Nodes, node: Endpoint): Promise<Data> {
  const client = await nodes.as("app", node);
  const databases = Array.from({ length: await databasesOf(nodes, node) }, (_, database) => database);
  // A connection sends commands in the order in which they are given.
  const found = await Promise.all(
    databases.map(async (database) => {
      const [, [, keys]] = await Promise.all([
        client.select(database),
        client.scan(0, "MATCH", `${prefix}*`, "COUNT", keysAtOnce),
      ]);
      return { database, keys };
    }),
  );
  const data: Data = {};
  for (const { database, keys } of found.filter(({ keys }) => keys.length > 0)) {
    await client.select(database);
    const contents = await Promise.all(keys.map((key) => contentOf(client, key)));
    for (const [i, key] of keys.entries()) data[`database ${database}: ${key.slice(prefix.length)}`] = contents[i]!;
  }
  await client.select(0);
  return data;
}

async function contentOf(client: Redis, key: string): Promise<string> {
  const [type, expiry] = await Promise.all([client.type(key), expiryOf(client, key)]);
  return JSON.stringify([type, expiry, await readers[type]?.(client, key)]);
}

const readers: Record<string, (client: Redis, key: string) => Promise<unknown>> = {
  string: async (client, key) => (await client.getBuffer(key))?.toString("base64"),
  hash: async (client, key) => sorted(Object.entries(await client.hgetall(key)).map((pair) => pair.join("="))),
  list: (client, key) => client.lrange(key, 0, -1),
  set: async (client, key) => sorted(await client.smembers(key)),
  zset: (client, key) => client.zrange(key, "0", "-1", "WITHSCORES"),
  stream: (client, key) => Promise.all([client.xrange(key, "-", "+"), client.xpending(key, "group")]),
};

const sorted = (list: readonly string[]) => [...list].sort();

/** When it expires, in ms since 1970; before 7.0 only whether it does. */
function expiryOf(client: Redis, key: string): Promise<number | string> {
  return client.pexpiretime(key).catch(async () => ((await client.pttl(key)) < 0 ? "never" : "some time"));
}

async function databasesOf(nodes: Nodes, node: Endpoint): Promise<number> {
  const client = await nodes.as("ops", node);
  return Number(fieldsOf(await client.config("GET", "databases")).databases);
}
