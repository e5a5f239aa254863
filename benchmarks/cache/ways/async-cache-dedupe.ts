import { connect, load as loadPackage, type Load, type Place, type Way } from "./way";

interface Cache {
  define: (name: string, options: object, load: (key: string) => Promise<unknown>) => void;
  invalidate: (name: string, reference: string) => Promise<unknown>;
  clear: (name: string, key: string) => Promise<unknown>;
  [name: string]: unknown;
}

export async function open(place: Place): Promise<Way> {
  const { createCache } = await loadPackage<{ createCache: (options: object) => Cache }>("async-cache-dedupe");
  const client = await connect(place);
  const storage = { type: "redis", options: { client, invalidation: { referencesTTL: 600 } } };
  const cache = createCache({ ttl: 60, storage });
  const loads = new Map<string, { load: Load; tags: string[] }>();
  // A function has one TTL for all arguments.
  const names = new Map<string, string>();
  const nameOf = (ttl: unknown, stale = 0): string => {
    const id = `${String(ttl)} ${stale}`;
    if (!names.has(id)) {
      names.set(id, `fetch${names.size}`);
      const references = (_: unknown, key: string) => [`key:${key}`, ...loads.get(key)!.tags];
      cache.define(names.get(id)!, { ttl, stale, references }, (key) => loads.get(key)!.load());
    }
    return names.get(id)!;
  };
  const invalidate = (reference: string) =>
    Promise.all([...names.values()].map((name) => cache.invalidate(name, reference)));
  return {
    fetch: (key, load, { ttl, stale, tags = [] }) => {
      loads.set(key, { load, tags });
      return (cache[nameOf(ttl, stale)] as (key: string) => Promise<unknown>)(key);
    },
    delete: (key) => invalidate(`key:${key}`),
    invalidate,
  };
}
