import { setTimeout as delay } from "node:timers/promises";
import type { RedisOptions } from "ioredis";
import { Redis } from "ioredis";
import type { ClusterNode } from "./node";

/** Without it the load alone would take a processor, and nodes of other tests would starve. */
const pauseBetweenMs = 2;

/**
 * An application that writes numbered keys one after the other, each followed by WAIT 1, through the Sentinels. A write
 * counts as acknowledged only when a replica had it too: these must never be lost.
 */
export class WriteLoad {
  readonly acknowledged: number[] = [];
  /** Errors by their first words. */
  readonly refused: Record<string, number> = {};
  /** The longest time between two acknowledged writes, in ms. */
  longestGap = 0;
  private readonly client: Redis;
  private running = false;
  private loop: Promise<void> = Promise.resolve();
  private next = 0;
  private lastAt = 0;
  /** How many connections were closed. */
  connections = 0;

  constructor(application: RedisOptions) {
    this.client = new Redis({
      ...application,
      maxRetriesPerRequest: 2,
      // For a server that hangs; one on a starved machine answers within it.
      commandTimeout: 30_000,
      sentinelRetryStrategy: () => 50,
      retryStrategy: () => 50,
    });
    this.client.on("error", () => {}); // Counted at the call that fails.
    this.client.on("close", () => this.connections++);
  }

  async start(): Promise<void> {
    await this.client.connect();
    this.running = true;
    this.lastAt = Date.now();
    this.loop = this.writeOn();
  }

  /** Ends the load; returns when its last write is answered. */
  async stop(): Promise<void> {
    this.running = false;
    await this.loop;
    this.client.disconnect();
  }

  /** For a test that has failed. */
  abandon(): void {
    this.running = false;
    this.client.disconnect();
  }

  /** The acknowledged writes that a node does not hold. */
  async missingOn(node: ClusterNode): Promise<number[]> {
    const missing: number[] = [];
    for (let i = 0; i < this.acknowledged.length; i += 1_000) {
      const numbers = this.acknowledged.slice(i, i + 1_000);
      const values = await node.askAs<(string | null)[]>("app", "MGET", ...numbers.map((number) => `load:${number}`));
      missing.push(...numbers.filter((number, j) => values[j] !== String(number)));
    }
    return missing;
  }

  private async writeOn(): Promise<void> {
    while (this.running) {
      const number = this.next++;
      try {
        await this.client.set(`load:${number}`, String(number));
        const connection = this.connections;
        const replicas = await this.client.wait(1, 1_000);
        // A WAIT that was sent again on a new connection tells nothing of a write on the old one.
        if (replicas >= 1 && connection === this.connections) this.acknowledge(number);
      } catch (error) {
        const reason = (error as Error).message.split(" ").slice(0, 3).join(" ");
        this.refused[reason] = (this.refused[reason] ?? 0) + 1;
      }
      await delay(pauseBetweenMs);
    }
  }

  private acknowledge(number: number): void {
    this.acknowledged.push(number);
    this.longestGap = Math.max(this.longestGap, Date.now() - this.lastAt);
    this.lastAt = Date.now();
  }
}
