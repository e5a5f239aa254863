import { createInterface } from "node:readline";
/* eslint-disable no-restricted-globals -- a loader takes its time */
import { Redis } from "ioredis";
import { Cache, type CacheEvent } from "../../../clients/node/src";
import { patient } from "./patience";

/** A process of its own with a cache: one JSON line in says what to do, one out how it went. */
interface Order {
  fetch: string;
  /** How long its loader takes, in ms; it counts itself in Redis as `loads:KEY`. */
  ms: number;
  options: object;
}

const client = new Redis({ port: Number(process.argv[2]), host: "127.0.0.1" });
const events: CacheEvent[] = [];
const cache = new Cache(client, {
  prefix: "processes",
  ...patient,
  telemetry: false,
  onEvent: (event) => events.push(event),
});

createInterface(process.stdin)
  .on("line", (line) => void run(JSON.parse(line) as Order).then((answer) => console.log(JSON.stringify(answer))))
  .on("close", () => process.exit());
void client.ping().then(() => console.log(JSON.stringify("ready")));

async function run({ fetch, ms, options }: Order): Promise<{ value: unknown } | { error: string }> {
  try {
    return { value: await cache.fetch(fetch, () => load(fetch, ms), { ttl: 60, ...options }) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

async function load(key: string, ms: number): Promise<number> {
  await client.incr(`loads:${key}`);
  await new Promise((resolve) => setTimeout(resolve, ms));
  return 42;
}
