import { encodeWith } from "./codecs";
import { isEarly, stateOf } from "./decisions";
import { encodeEntry, type Entry } from "./entry";
import { CacheError, refused } from "./errors";
import type { CacheEvent } from "./events";
import { Guard } from "./guard";
import { Invalidation, isUnknown } from "./invalidation";
import { Names } from "./keys";
import { Absent, batched, type Loader } from "./loader";
import { Loads, type Outcome } from "./loads";
import {
  type CacheOptions,
  type FetchOptions,
  listOf,
  type Plan,
  placeOf,
  planOf,
  type ReadOptions,
  type Settings,
  settingsOf,
  type SetOptions,
} from "./options";
import { ttlOf } from "./presets";
import { Reader } from "./reader";
import { type Client, Store } from "./store";
import { type Say, type Telemetry, telemetryOf } from "./telemetry";

/** A value that was found. A miss is `undefined`, so that a cached null is a hit. */
export interface Hit<T> {
  value: T;
  /** Whether its TTL is over. */
  stale: boolean;
  /** Since it was stored, in ms. */
  ageMs: number;
}

/** An entry that counts, or none; or Redis gave no answer. */
type Read = Entry | "none" | "away";

/**
 * A cache in Redis that never serves what was invalidated, loads once for all processes, and goes on without Redis.
 *
 * What it does exactly, in all languages: clients/contract.md.
 */
export class Cache {
  private readonly settings: Settings;
  private readonly names: Names;
  private readonly store: Store;
  private readonly guard: Guard;
  private readonly reader: Reader;
  private readonly loads: Loads;
  private readonly invalidation: Invalidation;
  private readonly telemetry?: Telemetry;
  private readonly underWay = new Set<Promise<unknown>>();
  private isClosed = false;

  /** @throws CacheError of kind `argument` */
  constructor(client: Client, options: CacheOptions) {
    refuseClient(client);
    this.settings = settingsOf(options);
    this.names = new Names(this.settings.prefix, this.settings.version);
    this.telemetry = this.settings.telemetry ? telemetryOf(this.settings.prefix) : undefined;
    const emit = emitterOf(options.onEvent, this.telemetry);
    this.emit = emit;
    this.store = new Store(client);
    this.guard = new Guard(this.store, this.settings, emit);
    this.reader = new Reader(this.store, this.guard, this.names, this.settings, emit);
    this.loads = new Loads(this.store, this.guard, this.reader, this.settings, emit, this.telemetry);
    this.invalidation = new Invalidation(this.store, this.guard, this.settings, emit);
  }

  private readonly emit: (event: CacheEvent) => void;

  /**
   * What is cached; undefined is a miss.
   *
   * @throws CacheError where Redis is away
   */
  async get<T>(key: string, options: ReadOptions = {}): Promise<Hit<T> | undefined> {
    this.refuseClosed();
    const place = placeOf(this.names, key, options);
    const entry = await this.reader.read(place);
    const now = this.settings.clock();
    const state = entry ? stateOf(entry, now, place.staleMs) : "miss";
    if (!entry || state === "miss") {
      this.emit({ type: "miss", key });
      return undefined;
    }
    this.emit({ type: "hit", key, stale: state === "stale" });
    return { value: entry.value as T, stale: state === "stale", ageMs: Math.max(0, now - entry.stored) };
  }

  /**
   * Stores a value. Loads under way do not replace it; but when its source was read the cache does not know: `fetch`
   * and `invalidate` are safe against other writers, `set` is not.
   *
   * @throws CacheError where Redis is away, or of kind `argument` or `value`
   */
  async set<T>(key: string, value: T, options: SetOptions): Promise<void> {
    this.refuseClosed();
    const { codec, maxBytes, compressFrom, clock, random, jitter, tagTtlMs } = this.settings;
    const { entry, tags, tagKeys, staleMs } = placeOf(this.names, key, options);
    const ttl = ttlOf(options, jitter)(random());
    const payload = encodeWith(codec, value);
    if (payload.length > maxBytes)
      throw new CacheError("value", `${payload.length} bytes are above maxBytes, ${maxBytes}`);
    this.loads.detach([entry], []);
    try {
      await this.guard.settle([entry, ...tagKeys]);
      await this.guard.step("set", async () => {
        const ids = tags.length === 0 ? [] : await this.store.ensureTags(tagKeys, tagTtlMs);
        const versions = Object.fromEntries(tags.map((tag, i) => [tag, ids[i]!]));
        const header = { stored: Math.floor(clock()), ttl, load: 0, tags: versions };
        const bytes = encodeEntry(header, codec.name, payload, compressFrom);
        await this.store.set(entry, bytes, ttl === 0 ? 0 : ttl + staleMs);
      });
    } catch (error) {
      if (isUnknown(error)) this.guard.owed.add({ kind: "entry", key: entry });
      throw error;
    } finally {
      this.loads.detach([entry], []);
    }
  }

  /** The same as `invalidate({ keys })`. */
  delete(...keys: string[]): Promise<void> {
    return this.invalidate({ keys });
  }

  /**
   * The cached value, or the loader's, which is then stored. It fails only where the loader does.
   *
   * @throws what the loader throws, or CacheError of kind `argument`, `value`, `loadTimeout` or `overloaded`
   */
  fetch<T>(key: string, load: Loader<T>, options: FetchOptions): Promise<T> {
    try {
      this.refuseClosed();
      const plan = planOf(this.names, this.settings, key, options);
      if (typeof load !== "function")
        throw refused("load", load, "is not a function", "Give one that reads the source");
      const arrived = this.loads.now();
      const obtain = (say?: Say) => this.obtain(plan, load as Loader, arrived, say) as Promise<T>;
      return this.telemetry ? this.telemetry.span("fetch", key, obtain) : obtain();
    } catch (error) {
      return rejected(error as Error);
    }
  }

  /**
   * The values of many keys. Those that have to be loaded are loaded together, as far as this process loads them; a key
   * that the loader leaves out is left out.
   */
  async fetchMany<T>(
    keys: readonly string[],
    load: (missing: string[], signal: AbortSignal) => Promise<Map<string, T>>,
    options: FetchOptions,
  ): Promise<Map<string, T>> {
    this.refuseClosed();
    const plans = [...new Set(keys)].map((key) => planOf(this.names, this.settings, key, options));
    if (plans.length === 0) return new Map();
    const arrived = this.loads.now();
    const together = batched(load) as Loader;
    const read = await this.reader.readMany(plans);
    const values = await Promise.all(
      plans.map(async (plan, i): Promise<[string, T] | undefined> => {
        try {
          const first = read[i] instanceof Error ? "away" : (read[i] ?? "none");
          return [plan.key, (await this.obtain(plan, together, arrived, undefined, first)) as T];
        } catch (error) {
          if (error instanceof Absent) return undefined;
          throw error;
        }
      }),
    );
    return new Map(values.filter((one) => one !== undefined));
  }

  /** A function that fetches what another gives; `key` is made of its arguments, or a name before them as JSON. */
  wrap<A extends unknown[], T>(
    f: (...parameters: A) => Promise<T>,
    { key, ...options }: FetchOptions & { key: string | ((...parameters: A) => string) },
  ): (...parameters: A) => Promise<T> {
    const keyOf = typeof key === "string" ? (...parameters: A) => `${key}:${JSON.stringify(parameters)}` : key;
    return (...parameters) => this.fetch(keyOf(...parameters), () => f(...parameters), options);
  }

  /**
   * Makes entries and all entries of tags misses, everywhere: a `fetch` that begins after it has returned gives nothing
   * older. With `durable` a replica has it too.
   *
   * @throws CacheError where Redis is away for `invalidateMs`, unless `whenAway` is `queue`
   */
  async invalidate(
    { keys = [], tags = [] }: { keys?: readonly string[]; tags?: readonly string[] },
    { durable = false }: { durable?: boolean } = {},
  ): Promise<void> {
    this.refuseClosed();
    if (durable && this.store.isCluster) {
      throw refused("durable", durable, "is not there on a cluster", "Leave it out, or call WAIT on the key's node");
    }
    const entries = [...new Set(listOf("keys", keys))].map((key) => this.names.entry(key));
    const tagKeys = [...new Set(listOf("tags", tags))].map((tag) => this.names.tag(tag));
    if (entries.length + tagKeys.length === 0) return;
    this.loads.detach(entries, tagKeys);
    try {
      await this.invalidation.run(entries, tagKeys, durable);
    } finally {
      this.loads.detach(entries, tagKeys);
    }
  }

  /** Waits until no load or refresh is under way. */
  async idle(): Promise<void> {
    while (this.underWay.size > 0) await Promise.allSettled(this.underWay);
  }

  /** Aborts loads under way and gives their leases back; the client stays open. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.loads.close();
    this.invalidation.close();
    this.guard.close();
  }

  private async obtain(plan: Plan, load: Loader, arrived: number, say: Say = () => {}, first?: Read): Promise<unknown> {
    for (let isFirst = true; ; isFirst = false) {
      let read: Read;
      try {
        read = (isFirst && first) || ((await this.reader.read(plan)) ?? "none");
      } catch {
        read = "away";
      }
      const entry = typeof read === "object" ? read : undefined;
      const state = entry ? stateOf(entry, this.settings.clock(), plan.staleMs) : "miss";
      if (entry && (state === "fresh" || (state === "stale" && plan.refresh !== "never"))) {
        say(state === "stale" ? "stale" : "hit");
        return this.served(plan, load, entry, state === "stale");
      }
      const stale = state === "stale" ? entry : undefined;
      if (isFirst && read !== "away" && !stale) this.emit({ type: "miss", key: plan.key });
      say("load");
      const outcome = await this.shared(plan, load, { entry, serves: stale !== undefined }, stale);
      if (stale && outcome === stale) {
        say("stale");
        this.emit({ type: "hit", key: plan.key, stale: true });
        return stale.value;
      }
      const { begun, confirmed, value } = outcome as Outcome;
      if (arrived < begun || arrived < confirmed) return value;
    }
  }

  private served(plan: Plan, load: Loader, entry: Entry, stale: boolean): unknown {
    this.emit({ type: "hit", key: plan.key, stale });
    const { clock, random } = this.settings;
    if (stale || (plan.refresh === "early" && isEarly(entry, clock(), random()))) {
      void this.track(this.loads.refresh(plan, load, entry));
    }
    return entry.value;
  }

  /** The outcome of a load, or the stale entry where it fails or takes too long. */
  private async shared(
    plan: Plan,
    load: Loader,
    known: { entry?: Entry; serves: boolean },
    stale?: Entry,
  ): Promise<Outcome | Entry> {
    const outcome = this.track(this.loads.share(plan, load, known));
    if (!stale) return outcome;
    const soft = plan.softLimitMs === undefined ? undefined : after(plan.softLimitMs);
    try {
      return await (soft ? Promise.race([outcome, soft.over.then(() => stale)]) : outcome);
    } catch {
      return stale;
    } finally {
      soft?.clear();
    }
  }

  private track<T>(work: Promise<T>): Promise<T> {
    this.underWay.add(work);
    const ended = () => this.underWay.delete(work);
    work.then(ended, ended);
    return work;
  }

  private refuseClosed(): void {
    if (this.isClosed) throw new CacheError("closed", "the cache was closed; make a new one");
  }
}

/** What would break the guarantees: reads of replicas, and names that other clients do not find. */
function refuseClient(client: Client): void {
  const { options } = client as { options?: { keyPrefix?: string; role?: string; scaleReads?: unknown } };
  if (options?.keyPrefix) {
    throw refused("keyPrefix", options.keyPrefix, "hides keys from other clients", "Give prefix to the Cache instead");
  }
  if (options?.role === "slave" || (options?.scaleReads !== undefined && options.scaleReads !== "master")) {
    const name = options.role === "slave" ? "role" : "scaleReads";
    throw refused(name, options.role ?? options.scaleReads, "reads from replicas, which lag", "Connect to the master");
  }
}

function emitterOf(onEvent: CacheOptions["onEvent"], telemetry?: Telemetry): (event: CacheEvent) => void {
  if (!onEvent && !telemetry) return () => {};
  return (event) => {
    telemetry?.count(event);
    try {
      onEvent?.(event);
    } catch {
      // An observer's fault is not the caller's.
    }
  };
}

const rejected = (error: Error): Promise<never> => Promise.reject(error);

function after(ms: number): { over: Promise<void>; clear: () => void } {
  let timer: NodeJS.Timeout;
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  return { over, clear: () => clearTimeout(timer) };
}
