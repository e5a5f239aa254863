import { connect, load as loadPackage, type Place, type Way } from "./way";

interface Bento {
  getOrSet: (options: object) => Promise<unknown>;
  delete: (options: object) => Promise<unknown>;
  deleteByTag: (options: object) => Promise<unknown>;
}
interface Package {
  BentoCache: new (options: object) => Bento;
  bentostore: () => { useL2Layer: (driver: unknown) => unknown };
}

export async function open(place: Place): Promise<Way> {
  const { BentoCache, bentostore } = await loadPackage<Package>("bentocache");
  const { redisDriver } = await loadPackage<{ redisDriver: (options: object) => unknown }>("bentocache/drivers/redis");
  const store = bentostore().useL2Layer(redisDriver({ connection: await connect(place) }));
  const limits = { suppressL2Errors: true, l2CircuitBreakerDuration: "1s" };
  const bento = new BentoCache({ default: "redis", stores: { redis: store }, ...limits });
  return {
    fetch: (key, load, { ttl, tags, stale }) =>
      bento.getOrSet({
        ...{ key, factory: load, ttl: typeof ttl === "number" ? ttl * 1000 : ttl, tags },
        ...(stale && { grace: stale * 1000, timeout: 0 }),
      }),
    delete: (key) => bento.delete({ key }),
    invalidate: (tag) => bento.deleteByTag({ tags: [tag] }),
  };
}
