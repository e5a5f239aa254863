import { type Codec, codecOf } from "./codecs";
import { sortedTags } from "./entry";
import { refused } from "./errors";
import type { CacheEvent } from "./events";
import type { Names } from "./keys";
import { type DrawTtl, millisecondsOf, type Seconds, type Ttl, ttlOf } from "./presets";

export interface CacheOptions {
  /** Name of the application, which begins all its keys: 1 to 64 of `A-Z a-z 0-9 . _ : -`. */
  prefix: string;
  /** Of what is stored; a new one is a new cache. @default "1" */
  version?: string;
  /** How values become bytes. @default "json" */
  codec?: "json" | "bytes" | Codec;
  /** Payloads of so many bytes and more are compressed. @default none are */
  compressFrom?: number;
  /** Longest payload that is stored or read, in bytes. @default 67108864 */
  maxBytes?: number;
  /** How long a step in Redis may take, in ms. @default 100 */
  budgetMs?: number;
  /** How long Redis is left alone after an error, in ms. @default 1000 */
  breakMs?: number;
  /** How long one caller may load before others do, in ms. @default 5000 */
  leaseMs?: number;
  /** How long callers wait for another's load, in ms. @default leaseMs */
  waitMs?: number;
  /** How long a loader that failed is left alone where there is a stale value, in ms. @default 1000 */
  throttleMs?: number;
  /** By which part of it a TTL is shortened at most, at random: 0 to 1. @default 0.1 */
  jitter?: number;
  /** How long a tag lives that nobody uses; its entries are misses then. @default 604800 */
  tagTtl?: Seconds;
  /** How many loads run at once while Redis is away. @default 64 */
  awayLoads?: number;
  /** How long an invalidation is tried, in ms. @default 2000 */
  invalidateMs?: number;
  /** How long a durable invalidation waits for a replica, in ms. @default 1000 */
  durableMs?: number;
  /** Whether an invalidation fails while Redis is away; it is done later in any case. @default "reject" */
  whenAway?: "reject" | "queue";
  /** How many invalidations are remembered. @default 10000 */
  maxPending?: number;
  /** Gets each event; what it throws is ignored. */
  onEvent?: (event: CacheEvent) => void;
  /** Whether metrics and spans are made where `@opentelemetry/api` is installed. @default true */
  telemetry?: boolean;
  /** Unix time in ms. @default Date.now */
  clock?: () => number;
  /** From 0 to below 1. @default Math.random */
  random?: () => number;
}

export interface ReadOptions {
  /** The entry is a miss once one of them is invalidated. */
  tags?: readonly string[];
  /** How long after its TTL a value may still be served. @default 0 */
  stale?: Seconds;
}

export type SetOptions = Ttl & ReadOptions;

export type FetchOptions = SetOptions & {
  /** Values that are stored for another time: a missing row, for instance. */
  negative?: { when: (value: unknown) => boolean; ttl: Seconds };
  /** With a stale value at hand: how long a caller waits for the loader, in ms. @default for ever */
  softLimitMs?: number;
  /** How long a loader may take, in ms; its signal is aborted then. @default for ever */
  hardLimitMs?: number;
  leaseMs?: number;
  waitMs?: number;
  /**
   * `expired` serves a stale value while one caller loads; `early` does so before expiry too, at random; `never` loads
   * first, and serves a stale value where the loader fails. @default "expired"
   */
  refresh?: "early" | "expired" | "never";
};

const defaults = {
  version: "1",
  compressFrom: Infinity,
  maxBytes: 64 * 1024 * 1024,
  budgetMs: 100,
  breakMs: 1000,
  leaseMs: 5000,
  throttleMs: 1000,
  jitter: 0.1,
  tagTtl: 604_800,
  awayLoads: 64,
  invalidateMs: 2000,
  durableMs: 1000,
  whenAway: "reject" as const,
  maxPending: 10_000,
  telemetry: true,
  clock: Date.now,
  random: Math.random,
};

/** The options of a cache with defaults, checked. */
export type Settings = ReturnType<typeof settingsOf>;

const least: Readonly<Record<string, number>> = {
  ...{ maxBytes: 1, budgetMs: 1, breakMs: 1, leaseMs: 1, awayLoads: 1, maxPending: 1, tagTtl: 1, durableMs: 1 },
  ...{ waitMs: 0, throttleMs: 1, jitter: 0, invalidateMs: 0, compressFrom: 0 },
};

/** @throws CacheError of kind `argument` */
export function settingsOf({ codec, ...options }: CacheOptions) {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const settings = { waitMs: options.leaseMs ?? defaults.leaseMs, ...defaults, ...(given as typeof options) };
  for (const [name, min] of Object.entries(least)) {
    const value = settings[name as keyof typeof settings];
    if (typeof value === "number" && value >= min) continue;
    throw refused(name, value, `is not a number from ${min} on`, "Leave it out for the default");
  }
  if (settings.jitter > 1) throw refused("jitter", settings.jitter, "is above 1", "0.1 shortens by up to a tenth");
  return { ...settings, codec: codecOf(codec), tagTtlMs: Math.floor(settings.tagTtl * 1000) };
}

/** Where a call reads. */
export interface Place {
  key: string;
  /** Its name in Redis. */
  entry: string;
  /** Distinct and sorted. */
  tags: readonly string[];
  /** Their names in Redis. */
  tagKeys: readonly string[];
  staleMs: number;
}

/** Calls with the same one may share what they read or load: other tags are invalidated by others. */
export const sharingOf = ({ entry, tagKeys }: Place): string =>
  tagKeys.length === 0 ? entry : [entry, ...tagKeys].join("\n");

/** A fetch, checked. */
export interface Plan extends Place {
  draw: DrawTtl;
  negative?: { when: (value: unknown) => boolean; draw: DrawTtl };
  softLimitMs?: number;
  hardLimitMs?: number;
  leaseMs: number;
  waitMs: number;
  refresh: "early" | "expired" | "never";
}

const none: readonly string[] = Object.freeze([]);

/** @throws CacheError of kind `argument` */
export function placeOf(names: Names, key: string, { tags = none, stale }: ReadOptions): Place {
  const sorted = listOf("tags", tags).length === 0 ? none : sortedTags(tags);
  return {
    key,
    entry: names.entry(key),
    tags: sorted,
    tagKeys: sorted.length === 0 ? none : sorted.map((tag) => names.tag(tag)),
    staleMs: stale === undefined ? 0 : millisecondsOf("stale", stale, 0),
  };
}

/** @throws CacheError of kind `argument` */
export function planOf(names: Names, settings: Settings, key: string, given?: FetchOptions): Plan {
  // Who writes no TypeScript leaves them out, and is told which one is missing.
  const options = given ?? ({} as FetchOptions);
  const { negative, refresh = "expired", softLimitMs, hardLimitMs } = options;
  if (refresh !== "expired" && refresh !== "early" && refresh !== "never") {
    throw refused("refresh", refresh, "is not known", 'Give "early", "expired" or "never"');
  }
  // Written out, for each hit goes through here.
  const { entry, tags, tagKeys, staleMs } = placeOf(names, key, options);
  return {
    key,
    entry,
    tags,
    tagKeys,
    staleMs,
    refresh,
    draw: ttlOf(options, settings.jitter),
    negative: negative && { when: negative.when, draw: ttlOf({ ttl: negative.ttl }, settings.jitter) },
    softLimitMs: softLimitMs === undefined ? undefined : limit("softLimitMs", softLimitMs, 0),
    hardLimitMs: hardLimitMs === undefined ? undefined : limit("hardLimitMs", hardLimitMs, 1),
    leaseMs: Math.ceil(limit("leaseMs", options.leaseMs ?? settings.leaseMs, 1)),
    waitMs: limit("waitMs", options.waitMs ?? options.leaseMs ?? settings.waitMs, 0),
  };
}

/** A text is a list of letters where one looks for nothing but `length`. */
export function listOf<T>(name: string, list: readonly T[]): readonly T[] {
  const isList: boolean = Array.isArray(list);
  if (!isList) throw refused(name, list, "is not a list", `Give one: ["a"]`);
  return list;
}

/** A number of milliseconds that timers and Redis take. */
function limit(name: string, value: number, min: number): number {
  if (typeof value === "number" && value >= min && value < 2 ** 31) return value;
  throw refused(name, value, `is not a number of milliseconds from ${min} on`, "Leave it out for the default");
}
