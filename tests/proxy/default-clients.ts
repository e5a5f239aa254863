import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { Redis, type RedisOptions } from "ioredis";
import type { Cluster, ClusterNode } from "../support/cluster";

/** A write that was answered. */
export interface Answered {
  number: number;
  /** Port of the node that answered, which Redis itself says. */
  port: number;
  /** By `performance.now()`. */
  sentAt: number;
  at: number;
}

/** Writes, and says which node does so: in one step, so that no other node can have answered. */
const write = `
redis.call("SET", KEYS[1], ARGV[1])
return string.match(redis.call("INFO", "server"), "tcp_port:(%d+)")
`;

/** Applications with a library's own defaults, which write one key after the other and know only an address. */
export class DefaultClients {
  /** What was answered with an error, by its first words. */
  readonly errors: Record<string, number> = {};
  /** By client. */
  readonly answered: Answered[][];
  /** How many of its connections were closed by the other side, by client. */
  readonly closed: number[];
  private readonly clients: Redis[];
  private readonly loops: Promise<void>[];
  private running = true;

  constructor(options: RedisOptions, count: number) {
    this.clients = Array.from({ length: count }, () => new Redis({ ...options, lazyConnect: false }));
    this.answered = this.clients.map(() => []);
    this.closed = this.clients.map(() => 0);
    this.clients.forEach((client, i) => {
      client.on("error", () => {}); // Counted at the call that fails.
      client.on("close", () => {
        if (this.running) this.closed[i]!++;
      });
    });
    this.loops = this.clients.map((client, i) => this.writeOn(client, i));
  }

  get written(): number {
    return this.answered.flat().length;
  }

  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.loops);
    for (const client of this.clients) client.disconnect();
  }

  private async writeOn(client: Redis, i: number): Promise<void> {
    for (let number = 0; this.running; number++) {
      const sentAt = performance.now();
      try {
        const port = (await client.eval(write, 1, `default:${i}`, number)) as string;
        this.answered[i]!.push({ number, port: Number(port), sentAt, at: performance.now() });
      } catch (error) {
        const words = (error as Error).message.split(" ").slice(0, 3).join(" ");
        this.errors[words] = (this.errors[words] ?? 0) + 1;
      }
      await delay(2);
    }
  }
}

/** They write on; what each wrote last is on the master: none of it was answered elsewhere. Ends them. */
export async function expectNewestOn(master: ClusterNode, clients: DefaultClients, cluster: Cluster): Promise<void> {
  const before = clients.written;
  await cluster.waitFor("default clients write", () => clients.written > before + 20);
  await clients.stop();
  for (const [i, answered] of clients.answered.entries()) {
    expect(Number(await master.askAs("app", "GET", `default:${i}`))).toBe(answered.at(-1)!.number);
  }
}

/** Asks by a new connection that is not made anew. */
export async function askOnce<T>(options: RedisOptions, ask: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis({ retryStrategy: () => null, ...options });
  client.on("error", () => {}); // Told by the call that fails.
  try {
    await client.connect();
    return await ask(client);
  } finally {
    client.disconnect();
  }
}
