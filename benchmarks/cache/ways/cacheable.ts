import { load as loadPackage, nodeRedisOptions, type Place, type Way } from "./way";

interface Cacheable {
  getOrSet: (key: string, load: () => Promise<unknown>, options: object) => Promise<unknown>;
  delete: (key: string) => Promise<unknown>;
  on: (event: string, listener: () => void) => unknown;
}

export async function open(place: Place): Promise<Way> {
  const { Cacheable } = await loadPackage<{ Cacheable: new (options: object) => Cacheable }>("cacheable");
  const { default: KeyvRedis } = await loadPackage<{ default: new (options: object) => Cacheable }>("@keyv/redis");
  const secondary = new KeyvRedis(nodeRedisOptions(place));
  secondary.on("error", () => {});
  const cache = new Cacheable({ secondary });
  cache.on("error", () => {});
  return {
    fetch: (key, load, { ttl }) => cache.getOrSet(key, load, { ttl: typeof ttl === "number" ? ttl * 1000 : ttl }),
    delete: (key) => cache.delete(key),
  };
}
