export { Cache, CacheError, connectionFromEnv, createClient, fetchWithCache, getCache, setCache } from "./index.js";
