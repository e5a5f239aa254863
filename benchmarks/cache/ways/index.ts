/** A way to cache, beside ours. */
export interface WayInfo {
  /** As the tables show it. */
  name: string;
  language: "node" | "python";
  /** As its program knows it: a file of this folder, or a class of clients/python/benchmarks. */
  id: string;
  /** What it is installed from, with versions. */
  packages?: Record<string, string>;
  /** Options beyond a key, a loader and a TTL. */
  offers: readonly Offer[];
  /** What hits are compared with. */
  raw: string;
}

export type Offer = "tags" | "stale" | "early" | "lease" | "folder" | "sentinels" | "tls";

const node = { language: "node", raw: "raw" } as const;
const asyncio = { language: "python", raw: "raw-asyncio" } as const;
const threads = { language: "python", raw: "raw-threads" } as const;

const everything: readonly Offer[] = ["tags", "stale", "early", "lease", "folder", "sentinels", "tls"];
const ioredis = { ioredis: "6.0.0" };

/** Every way of the contract's table; ours first in each language. */
export const ways: readonly WayInfo[] = [
  { ...node, name: "redis-cache-client", id: "ours", offers: everything },
  {
    ...{ ...node, name: "cache-manager 7.2.9", id: "cache-manager", offers: ["early", "sentinels", "tls"] },
    packages: { "cache-manager": "7.2.9", "@keyv/redis": "5.1.6", keyv: "5.6.0" },
  },
  {
    ...{ ...node, name: "cacheable 2.5.0", id: "cacheable", offers: ["sentinels", "tls"] },
    packages: { cacheable: "2.5.0", "@keyv/redis": "5.1.6", keyv: "5.6.0" },
  },
  {
    ...{ ...node, name: "cachified 5.6.3", id: "cachified", offers: ["stale", "sentinels", "tls"] },
    packages: { "@epic-web/cachified": "5.6.3", ...ioredis },
  },
  {
    ...{ ...node, name: "bentocache 1.6.1", id: "bentocache", offers: ["tags", "stale", "sentinels", "tls"] },
    packages: { bentocache: "1.6.1", ioredis: "5.11.1" },
  },
  {
    ...{ ...node, name: "layered-loader 16.1.0", id: "layered-loader", offers: ["early", "sentinels", "tls"] },
    packages: { "layered-loader": "16.1.0", ...ioredis },
  },
  {
    ...{ ...node, name: "async-cache-dedupe 3.4.0", id: "async-cache-dedupe" },
    ...{ offers: ["tags", "stale", "sentinels", "tls"], packages: { "async-cache-dedupe": "3.4.0", ...ioredis } },
  },
  { ...node, name: "articles' way", id: "article", packages: ioredis, offers: ["sentinels", "tls"] },
  { ...asyncio, name: "redis-cache-client, asyncio", id: "ours-asyncio", offers: everything },
  { ...threads, name: "redis-cache-client, threads", id: "ours-threads", offers: everything },
  { ...asyncio, name: "cashews 7.6.0", id: "cashews", offers: ["tags", "early"] },
  { ...asyncio, name: "cashews 7.6.0, lock", id: "cashews-lock", offers: ["tags"] },
  { ...threads, name: "dogpile.cache 1.5.0, lock", id: "dogpile", offers: [] },
  { ...asyncio, name: "aiocache 0.12.3", id: "aiocache", offers: [] },
];

/** GET and parse, by language and way to wait. */
export const rawWays: readonly WayInfo[] = [
  { ...node, name: "GET and JSON.parse", id: "raw", offers: [] },
  { ...asyncio, name: "GET and json.loads, asyncio", id: "raw-asyncio", offers: [] },
  { ...threads, name: "GET and json.loads, threads", id: "raw-threads", offers: [] },
];

export const wayIds = ways.map(({ id }) => id);
