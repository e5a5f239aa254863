import fc from "fast-check";
import type { Redis } from "ioredis";
import { Cache, type Loader } from "../../clients/node/src";
import { type RedisProcess, startServer, stopServers } from "../support/redis-process";
import { label, testServers } from "../support/servers";
import { patient } from "./support/patience";
import { Gate } from "./support/scenario";

/** What is done next; those that run at the same time end in the order in which the server answers. */
type Move =
  | { do: "fetch"; by: number; tagged: boolean; stale: boolean }
  | { do: "write"; by: number; how: "key" | "tag"; waits: boolean }
  | { do: "read source" | "end load"; which: number }
  | { do: "lose"; what: "entry" | "lease" | "tag" }
  | { do: "turns"; count: number };

const by = fc.nat({ max: 2 });
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant("fetch" as const), by, tagged: fc.boolean(), stale: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("write" as const),
      by,
      how: fc.constantFrom("key" as const, "tag" as const),
      waits: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom("read source" as const, "end load" as const),
      which: fc.nat({ max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("lose" as const), what: fc.constantFrom("entry" as const, "lease", "tag") }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("turns" as const), count: fc.integer({ min: 1, max: 3 }) }) },
);

/** What a cache has to do here. */
type Cached = Pick<Cache, "fetch" | "invalidate" | "idle" | "close">;

jest.setTimeout(900_000);

const server = testServers().find((one) => one.version.startsWith("7.0"))!;
const seed = Number(process.env.SEARCH_SEED ?? 25);
const together = 20;
const runs = Number(process.env.SEARCH_RUNS ?? 1000);

describe(`on ${label(server)}`, () => {
  let started: RedisProcess;
  let admin: Redis;
  const clients: Redis[] = [];
  let number = 0;

  beforeAll(async () => {
    started = await startServer(server, { main: "redis.conf", files: { "redis.conf": 'save ""\n' } });
    admin = started.connect();
    clients.push(...Array.from({ length: 3 }, () => started.connect()));
  });
  afterAll(stopServers);

  const search = (make: (client: Redis, prefix: string) => Cached) =>
    fc.check(
      fc.asyncProperty(
        fc.array(fc.array(move, { minLength: 4, maxLength: 16 }), { minLength: together, maxLength: together }),
        async (schedules) => {
          const found = await Promise.all(
            schedules.map((moves) => {
              const prefix = `run${number++}`;
              return new Interleaving(
                clients.map((client) => make(client, prefix)),
                admin,
                prefix,
              ).run(moves);
            }),
          );
          expect(found.flat()).toEqual([]);
        },
      ),
      { numRuns: Math.ceil(runs / together), seed, endOnFailure: true },
    );

  it(`serves nothing invalidated in ${runs} interleavings of read, write, invalidate and fill`, async () => {
    // Small steps between attempts to get a lease.
    const result = await search((client, prefix) => new Cache(client, { prefix, random: () => 0, ...patient }));
    expect(result.failed ? `${String(result.errorInstance)}\n${JSON.stringify(result.counterexample)}` : "").toBe("");
    expect(result.numRuns * together).toBeGreaterThanOrEqual(runs);
  });

  it("finds what cache-aside without leases serves", async () => {
    expect(await search((client, prefix) => new CacheAside(client, prefix))).toMatchObject({ failed: true });
  });
});

/** One key and one tag, three caches, and a source that counts its writes. */
class Interleaving {
  private version = 0;
  /** What the source was at least when the last invalidation began that has returned. */
  private floor = 0;
  private readonly loads: { read: Gate; end: Gate }[] = [];
  private readonly calls: Promise<unknown>[] = [];
  private readonly faults: string[] = [];

  constructor(
    private readonly caches: Cached[],
    private readonly admin: Redis,
    private readonly prefix: string,
  ) {}

  async run(moves: Move[]): Promise<string[]> {
    for (const one of moves) await this.do(one);
    this.finish = true;
    for (const load of this.loads) openAll(load);
    await Promise.all(this.calls);
    for (const cache of this.caches) await this.fetch(cache, true, false);
    await Promise.all(this.caches.map((cache) => cache.idle()));
    await Promise.all(this.caches.map((cache) => cache.close()));
    return this.faults;
  }

  private finish = false;

  private async do(one: Move): Promise<void> {
    switch (one.do) {
      case "fetch":
        this.calls.push(this.fetch(this.caches[one.by]!, one.tagged, one.stale));
        return;
      case "write": {
        const written = this.write(this.caches[one.by]!, one.how);
        this.calls.push(written);
        return one.waits ? written : undefined;
      }
      case "read source":
        return this.loads.filter(({ read }) => !read.isOpen)[one.which]?.read.open();
      case "end load":
        return this.loads.filter(({ read, end }) => read.isOpen && !end.isOpen)[one.which]?.end.open();
      case "lose": {
        const entry = `${this.prefix}:1:{k}`;
        const keys = { entry, lease: `${entry}:lease`, tag: `${this.prefix}:1:tag:{t}` };
        await this.admin.del(keys[one.what]);
        return;
      }
      case "turns":
        for (let i = 0; i < one.count; i++) await this.admin.ping();
    }
  }

  private async fetch(cache: Cached, tagged: boolean, stale: boolean): Promise<void> {
    const floor = this.floor;
    const load: Loader<number> = async () => {
      const gates = { read: new Gate(), end: new Gate() };
      this.loads.push(gates);
      if (this.finish) openAll(gates);
      await gates.read.pass();
      const value = this.version;
      await gates.end.pass();
      return value;
    };
    // What is written by its tag has to be read by it.
    const options = { ttl: stale ? 0.001 : 60, stale: stale ? 60 : 0, tags: ["t"] };
    const value = await cache.fetch("k", load, tagged ? options : { ...options, tags: ["t", "other"] });
    if (value < floor) this.faults.push(`${value} was served after ${floor} was invalidated`);
  }

  private async write(cache: Cached, how: "key" | "tag"): Promise<void> {
    const version = ++this.version;
    await cache.invalidate(how === "key" ? { keys: ["k"] } : { tags: ["t"] });
    this.floor = Math.max(this.floor, version);
  }
}

function openAll({ read, end }: { read: Gate; end: Gate }): void {
  read.open();
  end.open();
}

/** The seed article's way: read, load, store; delete. */
class CacheAside implements Cached {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  async fetch<T>(key: string, load: Loader<T>): Promise<T> {
    const name = `${this.prefix}:${key}`;
    const found = await this.redis.get(name);
    if (found !== null) return JSON.parse(found) as T;
    const value = await load({ key, signal: new AbortController().signal });
    await this.redis.set(name, JSON.stringify(value), "EX", 60);
    return value;
  }

  async invalidate(): Promise<void> {
    await this.redis.del(`${this.prefix}:k`);
  }

  idle = () => Promise.resolve();
  close = () => Promise.resolve();
}
