import { setTimeout as delay } from "node:timers/promises";
import { Redis, type RedisOptions } from "ioredis";

/** So many are under way at most. */
const atOnce = 20;

/** New connections at a steady pace, each for one question. */
export class NewConnections {
  /** Why those failed that did. */
  readonly failed: string[] = [];
  /** How many have ended, failed ones among them. */
  made = 0;
  private readonly underWay = new Set<Promise<void>>();
  private readonly loop: Promise<void>;
  private running = true;

  /** Begins at once; `everyMs` is the time between two. */
  constructor(
    private readonly options: RedisOptions,
    private readonly everyMs: number,
  ) {
    this.loop = this.makeThem();
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.loop;
  }

  private async makeThem(): Promise<void> {
    while (this.running) {
      const one = this.makeOne().finally(() => this.underWay.delete(one));
      this.underWay.add(one);
      if (this.underWay.size >= atOnce) await Promise.race(this.underWay);
      await delay(this.everyMs);
    }
    await Promise.all(this.underWay);
  }

  private async makeOne(): Promise<void> {
    const client = new Redis({ ...this.options, lazyConnect: true, retryStrategy: () => null });
    client.on("error", () => {}); // Told by the call that fails.
    try {
      await client.connect();
      await client.ping();
    } catch (error) {
      this.failed.push((error as Error).message);
    } finally {
      client.disconnect();
      this.made++;
    }
  }
}
