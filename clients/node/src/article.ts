import type { Cache } from "./cache";
import type { Loader } from "./loader";
import type { FetchOptions } from "./options";
import type { Preset, Seconds } from "./presets";

/** Stores a value for so many seconds: `cache.set`. */
export function setCache<T>(cache: Cache, key: string, value: T, ttl: Seconds | Preset): Promise<void> {
  return cache.set(key, value, { ttl });
}

/** The cached value; undefined is a miss: `cache.get` without its circumstances. */
export async function getCache<T>(cache: Cache, key: string): Promise<T | undefined> {
  return (await cache.get<T>(key))?.value;
}

/** The cached value, or the loader's, which is then stored: `cache.fetch`. */
export function fetchWithCache<T>(
  cache: Cache,
  key: string,
  ttl: Seconds | Preset,
  load: Loader<T>,
  options: Omit<FetchOptions, "ttl" | "forever"> = {},
): Promise<T> {
  return cache.fetch(key, load, { ...options, ttl });
}
