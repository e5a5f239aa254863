import { load as loadPackage, nodeRedisOptions, type Place, type Way } from "./way";

interface Manager {
  wrap: (key: string, load: () => Promise<unknown>, options: object) => Promise<unknown>;
  del: (key: string) => Promise<unknown>;
}

export async function open(place: Place): Promise<Way> {
  const { createCache } = await loadPackage<{ createCache: (options: object) => Manager }>("cache-manager");
  const { Keyv } = await loadPackage<{ Keyv: Emitter }>("keyv");
  const { default: KeyvRedis } = await loadPackage<{ default: Emitter }>("@keyv/redis");
  const store = new KeyvRedis(nodeRedisOptions(place));
  const keyv = new Keyv({ store });
  for (const one of [store, keyv]) one.on("error", () => {});
  const cache = createCache({ stores: [keyv] });
  return {
    fetch: (key, load, { ttl, early }) => {
      const ms = typeof ttl === "number" ? ttl * 1000 : ttl;
      return cache.wrap(key, load, { ttl: ms, ...(early && { refreshThreshold: (ms as number) / 4 }) });
    },
    delete: (key) => cache.del(key),
  };
}

type Emitter = new (options: object) => { on: (event: string, listener: () => void) => unknown };
