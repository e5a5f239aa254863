import { connect, type Place, type Way } from "./way";

/** Cache-aside as articles show it. */
export async function open(place: Place): Promise<Way> {
  const redis = await connect(place);
  const setCache = (key: string, value: unknown, ttl: unknown) => redis.set(key, JSON.stringify(value), "EX", ttl);
  const getCache = async (key: string): Promise<unknown> => {
    const data = await redis.get(key);
    return data ? (JSON.parse(data) as unknown) : null;
  };
  return {
    fetch: async (key, load, { ttl }) => {
      const cached = await getCache(key);
      if (cached) return cached;
      const value = await load();
      await setCache(key, value, ttl);
      return value;
    },
    delete: (key) => redis.del(key),
  };
}
