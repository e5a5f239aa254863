import { setTimeout as delay } from "node:timers/promises";
import type { Redis, RedisOptions } from "ioredis";
import { applicationClient, proxyClient } from "../health/connect";
import type { DeployedInstance } from "../health/deployed";
import { Written } from "./written";

/** Keys of a writer; at this pace it comes back to each after some three seconds. */
const slots = 1_000;
const pauseBetweenMs = 2;
const secondsToLive = 600;
/** How long a replica may take to acknowledge a write; the connection's own limit is longer. */
const waitMs = 800;
const keysAtOnce = 500;

/** How a writer finds the master: by itself, or as a client that knows no Sentinel. */
export type Way = "sentinels" | "proxy";

/** How a load writes. */
export interface Writing {
  /** @default "sentinels" */
  way?: Way;
  /** Without WAIT, as most applications write. @default false */
  plain?: boolean;
}

/** Whether WAIT follows each write. A proxy that reads commands knows none that waits. */
export function waitsFor(instance: DeployedInstance, { way, plain }: Writing): boolean {
  return !plain && !(way === "proxy" && instance.proxy?.protocol === "redis");
}

/** What happens to a writer's writes. */
export interface WriterEvents {
  acknowledged(): void;
  refused(reason: string): void;
}

/** One connection that writes as an application does: SET, WAIT for one replica unless it is plain, the next. */
export class Writer {
  private readonly client: Redis;
  private readonly waits: boolean;
  private readonly written: Written;
  private stopped = false;
  private connections = 0;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    instance: DeployedInstance,
    writing: Writing,
    prefix: string,
    private readonly events: WriterEvents,
  ) {
    // Through the proxy no client needs any settings of its own.
    this.client =
      writing.way === "proxy" ? proxyClient(instance, "writes", {}) : applicationClient(instance, advisedClient);
    this.waits = waitsFor(instance, writing);
    this.client.on("connect", () => (this.connections += 1));
    this.written = new Written(prefix, slots);
  }

  get lost(): number {
    return this.written.lost;
  }

  /** Resolves with the first connection: one that breaks off, as while the master moves, is followed by another. */
  async start(limitMs: number): Promise<void> {
    let reason = "nobody answers";
    this.client.on("error", ({ message }) => (reason = message));
    const ready = new Promise<void>((resolve) => this.client.once("ready", resolve));
    this.client.connect().catch(() => undefined);
    await within(limitMs, ready).catch(() => {
      throw new Error(`no connection within ${limitMs} ms: ${reason}`);
    });
    this.loop = this.writeOn();
  }

  /** Ends it; resolves when its last write is answered, or after `limitMs` without an answer. */
  async stop(limitMs: number): Promise<void> {
    this.stopped = true;
    await within(limitMs, this.loop).catch(() => undefined);
  }

  /** Compares every key with the last acknowledged write to it. */
  async readBack(limitMs: number): Promise<void> {
    await this.inParts(limitMs, async (keys) => this.written.compareAll(keys, await this.client.mget(keys)));
  }

  async removeKeys(limitMs: number): Promise<void> {
    await this.inParts(limitMs, (keys) => this.client.unlink(keys));
  }

  close(): void {
    this.stopped = true;
    this.client.disconnect();
  }

  private async inParts(limitMs: number, work: (keys: string[]) => Promise<unknown>): Promise<void> {
    const { keys } = this.written;
    for (let i = 0; i < keys.length; i += keysAtOnce) await within(limitMs, work(keys.slice(i, i + keysAtOnce)));
  }

  private async writeOn(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.writeOnce();
      } catch (error) {
        if (!this.stopped) this.events.refused(reasonOf(error as Error));
      }
      await delay(pauseBetweenMs);
    }
  }

  private async writeOnce(): Promise<void> {
    const { key, value } = this.written.next();
    this.written.compare(key, await this.client.set(key, value, "EX", secondsToLive, "GET"));
    if (this.waits && !(await this.hasReplica())) return;
    this.written.acknowledge(key, value);
    this.events.acknowledged();
  }

  private async hasReplica(): Promise<boolean> {
    const connection = this.connections;
    const replicas = await this.client.wait(1, waitMs);
    // On a new connection WAIT knows nothing of the write, and answers at once.
    if (connection !== this.connections) return false;
    if (replicas < 1) this.events.refused(`no replica within ${waitMs} ms`);
    return replicas >= 1;
  }
}

/** Errors of a server begin with a code, such as READONLY. */
function reasonOf({ message }: Error): string {
  return /^[A-Z]{2,}\b/.exec(message)?.[0] ?? message;
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = delay(limitMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`no answer within ${limitMs} ms`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
    late.catch(() => undefined);
  }
}

/**
 * What the README asks of applications with ioredis, which resends what was not answered. By default it waits 50 to 250
 * ms before the first reconnection, and for ever for the answer of a frozen master. failoverDetector stays off: it can
 * end in a flood of closed connections.
 */
export const advisedClient: RedisOptions = {
  retryStrategy: (times) => Math.min(times * 20, 1_000),
  connectTimeout: 1_000,
  socketTimeout: 1_000,
};
