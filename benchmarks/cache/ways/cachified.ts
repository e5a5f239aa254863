import { connect, load as loadPackage, type Place, type Way } from "./way";

interface Package {
  cachified: (options: object) => Promise<unknown>;
}

export async function open(place: Place): Promise<Way> {
  const { cachified } = await loadPackage<Package>("@epic-web/cachified");
  const redis = await connect(place);
  // As its README makes a cache of a client.
  const cache = {
    name: "Redis",
    get: async (key: string) => JSON.parse((await redis.get(key)) ?? "null") as unknown,
    set: (key: string, value: { metadata: { ttl?: number | null; swr?: number | null } }) => {
      const { ttl, swr } = value.metadata;
      return redis.set(key, JSON.stringify(value), "PX", (ttl ?? 0) + (swr ?? 0));
    },
    delete: (key: string) => redis.del(key),
  };
  return {
    fetch: (key, load, { ttl, stale }) =>
      cachified({
        ...{ key, cache, getFreshValue: load, ttl: milliseconds(ttl) },
        ...(stale && { staleWhileRevalidate: stale * 1000 }),
      }),
    delete: (key) => cache.delete(key),
  };
}

const milliseconds = (ttl: unknown) => (typeof ttl === "number" ? ttl * 1000 : ttl);
