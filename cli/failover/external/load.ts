import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Redis } from "ioredis";
import { applicationClient } from "../../health/connect";
import type { DeployedInstance } from "../../health/deployed";
import type { LoadResult } from "../../load";
import { PauseMeter } from "../../load/pause-meter";
import { Written } from "../../load/written";

const slots = 1_000;
const pauseBetweenMs = 2;
const pauseThresholdMs = 50;
const secondsToLive = 600;

/** An application that writes to a Redis outside, and to the instance once it is told to. */
export class CutOverLoad {
  acknowledged = 0;
  private readonly refused: Record<string, number> = {};
  private readonly written = new Written(`redis-cache:load:${randomUUID()}`, slots);
  private readonly meter = new PauseMeter(1, pauseThresholdMs);
  private stopped = false;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly instance: DeployedInstance,
    private client: Redis,
  ) {}

  /** Rejects where the first write is not taken. */
  async start(): Promise<void> {
    await this.client.connect();
    await this.writeOnce(this.client);
    this.loop = this.writeOn();
  }

  /** From now on it writes to the instance, whose master it finds through the Sentinels. */
  switchOver(): void {
    this.client.disconnect();
    this.client = applicationClient(this.instance, {});
  }

  /** Ends it, and compares what the instance holds with what was acknowledged. */
  async stop(): Promise<LoadResult> {
    this.meter.end(performance.now());
    this.stopped = true;
    await this.loop;
    const { keys } = this.written;
    this.written.compareAll(keys, await this.client.mget(keys));
    await this.client.unlink(keys);
    const { acknowledged, refused, written, meter } = this;
    return { plain: true, acknowledged, refused, longestPauseMs: Math.round(meter.longestMs), lost: written.lost };
  }

  close(): void {
    this.stopped = true;
    this.client.disconnect();
  }

  private async writeOn(): Promise<void> {
    while (!this.stopped) {
      const { client } = this;
      try {
        await this.writeOnce(client);
      } catch (error) {
        // What was under way at the change of the server was never acknowledged.
        if (!this.stopped && client === this.client) this.refuse((error as Error).message);
      }
      await delay(pauseBetweenMs);
    }
  }

  private async writeOnce(client: Redis): Promise<void> {
    const { key, value } = this.written.next();
    await client.set(key, value, "EX", secondsToLive);
    this.written.acknowledge(key, value);
    this.acknowledged += 1;
    this.meter.acknowledge(0, performance.now());
  }

  private refuse(reason: string): void {
    this.refused[reason] = (this.refused[reason] ?? 0) + 1;
  }
}
