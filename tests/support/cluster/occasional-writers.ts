import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import type { Cluster } from "../cluster";

/** Applications with one connection each that write now and then, so that most are idle at any moment. */
export class OccasionalWriters {
  written = 0;
  /** Answers of the server that are errors; a closed connection is none. */
  readonly refused: string[] = [];
  private readonly clients: Redis[];
  private running = true;
  private loops: Promise<void>[] = [];

  constructor(cluster: Cluster, count: number) {
    const options = { ...cluster.applicationOptions, retryStrategy: () => 50, sentinelRetryStrategy: () => 50 };
    this.clients = Array.from({ length: count }, () => new Redis(options));
  }

  async start(): Promise<void> {
    for (const client of this.clients) client.on("error", () => {}); // The calls tell.
    await Promise.all(this.clients.map((client) => client.connect()));
    this.loops = this.clients.map((client, i) => this.writeOn(client, i));
  }

  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.loops);
    for (const client of this.clients) client.disconnect();
  }

  private async writeOn(client: Redis, number: number): Promise<void> {
    while (this.running) {
      try {
        await client.set(`occasional:${number}`, String(this.written));
        this.written++;
      } catch (error) {
        this.refused.push((error as Error).message);
      }
      await delay(20 + 480 * Math.random());
    }
  }
}
