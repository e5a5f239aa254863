import { connect, load as loadPackage, type Load, type Place, type Way } from "./way";

interface Loader {
  get: (parameters: { key: string }) => Promise<unknown>;
  invalidateCacheFor: (key: string) => Promise<unknown>;
}
interface Package {
  Loader: new (options: object) => Loader;
  RedisCache: new (redis: unknown, options: object) => unknown;
}

export async function open(place: Place): Promise<Way> {
  const { Loader, RedisCache } = await loadPackage<Package>("layered-loader");
  const redis = await connect(place);
  const loads = new Map<string, Load>();
  // A loader has one TTL for all keys.
  const loaders = new Map<unknown, Loader>();
  const loaderOf = (ttl: unknown, early = false): Loader => {
    const ttlInMsecs = typeof ttl === "number" ? ttl * 1000 : ttl;
    const refresh = early ? { ttlLeftBeforeRefreshInMsecs: (ttlInMsecs as number) / 4 } : {};
    const options = { prefix: "layered", json: true, ttlInMsecs, ...refresh };
    const found = loaders.get(`${String(ttl)} ${early}`) ?? makeLoader(options);
    loaders.set(`${String(ttl)} ${early}`, found);
    return found;
  };
  const makeLoader = (options: object) =>
    new Loader({
      asyncCache: new RedisCache(redis, options),
      dataSources: [{ name: "source", get: ({ key }: { key: string }) => loads.get(key)!(), getMany: () => [] }],
      cacheKeyFromLoadParamsResolver: ({ key }: { key: string }) => key,
    });
  return {
    fetch: (key, load, { ttl, early }) => {
      loads.set(key, load);
      return loaderOf(ttl, early).get({ key });
    },
    delete: (key) => Promise.all([...loaders.values()].map((loader) => loader.invalidateCacheFor(key))),
  };
}
