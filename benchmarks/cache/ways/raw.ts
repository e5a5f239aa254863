import { createClient } from "../../../clients/node/src";
import { connected, type Place, type Way } from "./way";

/** GET and JSON.parse by the client that our cache has: what it cannot be cheaper than. */
export async function open({ port }: Place): Promise<Way> {
  const redis = await connected(createClient({ url: `redis://127.0.0.1:${port}` }));
  return {
    fetch: async (key, load, { ttl }) => {
      const found = await redis.get(key);
      if (found !== null) return JSON.parse(found) as unknown;
      const value = await load();
      await redis.set(key, JSON.stringify(value), "EX", ttl as number);
      return value;
    },
    delete: (key) => redis.del(key),
  };
}
