import { setTimeout as delay } from "node:timers/promises";
import type { Redis } from "ioredis";
import pWaitFor from "p-wait-for";
import { Cache, type CacheEvent, type CacheOptions } from "../../../clients/node/src";

const keys = Array.from({ length: 20 }, (_, i) => `key-${i}`);
const readersOfCache = 12;

/**
 * Callers that fetch without end through caches on these clients, while a writer changes the source and invalidates;
 * each value is checked against the last invalidation that had returned before its fetch began.
 */
export class FetchLoad {
  readonly errors: string[] = [];
  readonly stale: string[] = [];
  readonly events: CacheEvent[] = [];
  fetches = 0;
  writes = 0;
  /** Invalidations that failed: nobody was told that they had happened. */
  failedWrites = 0;
  private running = true;
  private readonly caches: Cache[];
  private readonly loops: Promise<void>[];
  private readonly source = new Map(keys.map((key) => [key, 0]));
  private readonly floors = new Map(keys.map((key) => [key, 0]));

  constructor(
    clients: Redis[],
    private readonly durable: boolean,
    options: Partial<CacheOptions> = {},
  ) {
    const onEvent = (event: CacheEvent) => this.events.push(event);
    this.caches = clients.map((client) => new Cache(client, { prefix: "load", onEvent, ...options }));
    const [writer, ...readers] = this.caches;
    this.loops = [
      this.write(writer!),
      ...readers.flatMap((cache) => Array.from({ length: readersOfCache }, (_, i) => this.read(cache, i))),
    ];
  }

  hits(): number {
    return this.events.filter(({ type }) => type === "hit").length;
  }

  /** Waits until values are served from the cache, and invalidations return. */
  async goesOn(limit = 120_000): Promise<void> {
    const [hits, writes] = [this.hits(), this.writes];
    await pWaitFor(() => this.hits() > hits + 200 && this.writes > writes + 5, { interval: 50, timeout: limit });
  }

  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.loops);
    await Promise.all(this.caches.map((cache) => cache.close()));
  }

  private async read(cache: Cache, start: number): Promise<void> {
    for (let i = start; this.running; i++) {
      const key = keys[i % keys.length]!;
      const floor = this.floors.get(key)!;
      const tags = i % 2 === 0 ? [`tag of ${key}`] : [];
      try {
        // Each key is two entries, one of which goes by its tag.
        const value = await cache.fetch(`${key}/${tags.length}`, () => this.load(key), { ttl: 60, tags });
        if (value < floor) this.stale.push(`${key}: ${value} after ${floor} was invalidated`);
        this.fetches++;
      } catch (error) {
        this.errors.push((error as Error).message);
      }
      await delay(10);
    }
  }

  private async write(cache: Cache): Promise<void> {
    for (let i = 0; this.running; i++) {
      const key = keys[i % keys.length]!;
      const version = this.source.get(key)! + 1;
      this.source.set(key, version);
      try {
        await cache.invalidate({ keys: [`${key}/0`], tags: [`tag of ${key}`] }, { durable: this.durable });
        this.floors.set(key, version);
        this.writes++;
      } catch {
        this.failedWrites++;
      }
      await delay(20);
    }
  }

  private async load(key: string): Promise<number> {
    const value = this.source.get(key)!;
    await delay(5);
    return value;
  }
}
