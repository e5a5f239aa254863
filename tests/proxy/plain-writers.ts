import { setTimeout as delay } from "node:timers/promises";
import { Redis, type RedisOptions } from "ioredis";

/** Applications that write one key after the other, each once, and remember what was acknowledged. */
export class PlainWriters {
  readonly acknowledged: string[] = [];
  /** What was answered with an error, by its first words. */
  readonly errors: Record<string, number> = {};
  private readonly clients: Redis[];
  private readonly loops: Promise<void>[];
  private running = true;

  constructor(options: RedisOptions, prefix: string, count = 3) {
    this.clients = Array.from({ length: count }, () => new Redis({ ...options, lazyConnect: false }));
    for (const client of this.clients) client.on("error", () => {}); // Counted at the call that fails.
    this.loops = this.clients.map((client, i) => this.writeOn(client, `${prefix}:${i}`));
  }

  /** Ends them, and returns the acknowledged writes that cannot be read back. */
  async missing(): Promise<string[]> {
    this.running = false;
    await Promise.all(this.loops);
    const [reader] = this.clients;
    const missing: string[] = [];
    for (let i = 0; i < this.acknowledged.length; i += 500) {
      const keys = this.acknowledged.slice(i, i + 500);
      const values = await reader!.mget(keys);
      missing.push(...keys.filter((key, j) => values[j] !== key));
    }
    return missing;
  }

  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.loops);
    for (const client of this.clients) client.disconnect();
  }

  private async writeOn(client: Redis, prefix: string): Promise<void> {
    for (let number = 0; this.running; number++) {
      const key = `${prefix}:${number}`;
      try {
        await client.set(key, key);
        this.acknowledged.push(key);
      } catch (error) {
        const words = (error as Error).message.trim().split(" ").slice(0, 3).join(" ");
        this.errors[words] = (this.errors[words] ?? 0) + 1;
      }
      await delay(2);
    }
  }
}
