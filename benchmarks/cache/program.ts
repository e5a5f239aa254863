/** Holds one way to cache in Node, and does what benchmarks/cache asks: {@link Order} in, {@link Answer} out. */
import { createInterface } from "node:readline";
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { type LoadAnswer, type LoadQuestion, mark, type Order, type Outage, type SpecialValue } from "./protocol";
import type { Answer, LocalLoader, Start, Storm } from "./protocol";
import { open as article } from "./ways/article";
import { open as asyncCacheDedupe } from "./ways/async-cache-dedupe";
import { open as bentocache } from "./ways/bentocache";
import { open as cacheManager } from "./ways/cache-manager";
import { open as cacheable } from "./ways/cacheable";
import { open as cachified } from "./ways/cachified";
import { open as layeredLoader } from "./ways/layered-loader";
import { open as ours } from "./ways/ours";
import { open as raw } from "./ways/raw";
import type { Open, Way, WayOptions } from "./ways/way";

const ways: Record<string, Open> = {
  ...{ article, bentocache, cacheable, cachified, ours, raw },
  ...{ "async-cache-dedupe": asyncCacheDedupe, "cache-manager": cacheManager, "layered-loader": layeredLoader },
};

const questions = new Map<number, (answer: LoadAnswer) => void>();
let asked = 0;

async function main({ way: id, place }: Start): Promise<void> {
  const way = await ways[id]!(place);
  createInterface(process.stdin)
    .on("line", (line) => {
      const message = JSON.parse(line) as Order | LoadAnswer;
      if ("load" in message) questions.get(message.load)?.(message);
      else void answer(way, message);
    })
    .on("close", () => process.exit());
  say({ ready: true });
}

async function answer(way: Way, order: Order): Promise<void> {
  const started = performance.now();
  const took = () => performance.now() - started;
  try {
    const value = await obey(way, order);
    say({ id: order.id, ms: took(), value: value === undefined ? null : value });
  } catch (error) {
    say({ id: order.id, ms: took(), error: String((error as Error)?.message ?? error).slice(0, 200) });
  }
}

function obey(way: Way, order: Order): Promise<unknown> | undefined {
  switch (order.do) {
    case "fetch":
      return way.fetch(order.key, order.loader ? local(order.loader) : () => ask(order.key), order.options);
    case "delete":
      return way.delete(order.key);
    case "invalidate":
      return way.invalidate?.(order.tag);
    case "value":
      return keep(way, order.name);
    case "storm":
      return storm(way, order);
    case "hits":
      return hits(way, order);
    case "hot":
      return hot(way, order);
    case "outage":
      return outage(way, order);
  }
}

async function ask(key: string): Promise<unknown> {
  const load = ++asked;
  const answered = new Promise<LoadAnswer>((resolve) => questions.set(load, resolve));
  say({ load, key });
  const answer = await answered;
  questions.delete(load);
  if ("error" in answer) throw new Error(answer.error);
  return answer.value;
}

const local =
  ({ value, ms }: LocalLoader) =>
  async () => {
    if (ms) await delay(ms);
    return value;
  };

const special: Record<SpecialValue, unknown> = {
  undefined: undefined,
  NaN: NaN,
  date: new Date(1e12),
  "2^53 + 1": 2n ** 53n + 1n,
  text: "a\0b 🔑 \ud800",
};

/** Whether a value that JSON does not have is refused, kept, or given back as another. */
async function keep(way: Way, name: SpecialValue): Promise<"refused" | "kept" | "changed"> {
  const value = special[name];
  let loads = 0;
  const load = () => (loads++, Promise.resolve(value));
  try {
    await way.fetch(`value ${name}`, load, { ttl: 60 });
  } catch {
    return "refused";
  }
  const again = await way.fetch(`value ${name}`, load, { ttl: 60 });
  const isSame = Object.is(again, value) || (value instanceof Date && again instanceof Date && +again === +value);
  return loads > 1 || isSame ? "kept" : "changed";
}

/** So many fetches a second over some keys. */
async function storm(way: Way, { keys, perSecond, ms, loaderMs }: Order & { do: "storm" }): Promise<Storm> {
  const seen = { fetches: 0, errors: 0, loads: 0, most: 0 };
  let now = 0;
  const load = async () => {
    seen.loads++;
    seen.most = Math.max(seen.most, ++now);
    await delay(loaderMs);
    now--;
    return 1;
  };
  const calls: Promise<unknown>[] = [];
  const started = performance.now();
  while (performance.now() - started < ms) {
    const due = Math.floor(((performance.now() - started) / 1000) * perSecond);
    for (; seen.fetches < due; seen.fetches++) {
      const call = way.fetch(`storm ${seen.fetches % keys}`, load, { ttl: 60 });
      calls.push(call.catch(() => void seen.errors++));
    }
    await delay(5);
  }
  await Promise.race([Promise.all(calls), delay(5000)]);
  return seen;
}

const entry = { id: 7, name: "lamp", price: 20.5, tags: ["light", "room"], text: "x".repeat(200) };

/** Hits one after another, in µs. */
async function hits(way: Way, { key, count }: Order & { do: "hits" }): Promise<number[]> {
  const load = () => Promise.resolve(entry);
  const options: WayOptions = { ttl: 600 };
  const taken: number[] = [];
  for (let i = -100; i < count; i++) {
    const started = performance.now();
    await way.fetch(key, load, options);
    if (i >= 0) taken.push((performance.now() - started) * 1000);
  }
  return taken;
}

/** Fetches of one key a second, with 50 at once. */
async function hot(way: Way, { key, rounds }: Order & { do: "hot" }): Promise<number> {
  const load = () => Promise.resolve(entry);
  const once = () => Promise.all(Array.from({ length: 50 }, () => way.fetch(key, load, { ttl: 600 })));
  await once();
  const started = performance.now();
  for (let i = 0; i < rounds; i++) await once();
  return (50 * rounds) / ((performance.now() - started) / 1000);
}

/** Fetches of different keys while Redis is away, and what memory they leave behind. */
async function outage(way: Way, { count, ms }: Order & { do: "outage" }): Promise<Outage> {
  const ends = performance.now() + ms;
  const seen = { fetches: 0, errors: 0 };
  let before = 0;
  while (seen.fetches < count && performance.now() < ends) {
    if (seen.fetches === Math.floor(count / 10)) before = used();
    await way.fetch(`outage ${seen.fetches++}`, () => Promise.resolve(1), { ttl: 60 }).catch(() => void seen.errors++);
  }
  return { ...seen, kilobytes: before === 0 ? NaN : (used() - before) / 1024 };
}

function used(): number {
  gc?.();
  return process.memoryUsage().heapUsed;
}

function say(message: Answer | LoadQuestion | { ready: true }): void {
  process.stdout.write(`${mark}${JSON.stringify(message)}\n`);
}

void main(JSON.parse(process.argv[2]!) as Start);
