import { setTimeout as delay } from "node:timers/promises";
import { Redis, type RedisOptions } from "ioredis";
import type { Cluster, ClusterNode } from "../../tests/support/cluster";
import { connectionOptions } from "../../tests/support/cluster/ask";
import { onOneConnection } from "../../tests/support/one-attempt-client";

const pauseBetweenWrites = 8;
const chunk = 1_000;

/** A write that a replica had too when it was answered. */
export interface Acknowledged {
  number: number;
  /** When it was sent and when its WAIT was answered, in ms since 1970. */
  sentAt: number;
  at: number;
}

/**
 * Applications that write numbered keys with WAIT 1. Each connection is used for one master only, because a WAIT that
 * a client sends again over a new connection would acknowledge what was never replicated.
 */
export class Writers {
  /** Those that have not been found lost, in the order of their answers. */
  acknowledged: Acknowledged[] = [];
  count = 0;
  /** The longest time without an acknowledged write, in ms. */
  longestGap = 0;
  private lastAt = 0;
  private next = 0;
  private running = false;
  private loops: Promise<void>[] = [];

  constructor(
    private readonly cluster: Cluster,
    private readonly writers = 2,
  ) {}

  start(): void {
    this.running = true;
    this.lastAt = Date.now();
    this.loops = Array.from({ length: this.writers }, (_, i) => this.keepWriting(this.placesOf(i)));
  }

  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.loops);
  }

  /** Which acknowledged writes a node does not hold. */
  async missingOn(node: ClusterNode): Promise<Acknowledged[]> {
    const all = this.acknowledged;
    const { host, port, tls } = node;
    const client = new Redis(connectionOptions({ host, port, tls, user: "app", password: this.cluster.passwords.app }));
    client.on("error", () => {}); // Said by the rejected call.
    try {
      await client.connect();
      const missing: Acknowledged[] = [];
      for (let i = 0; i < all.length; i += chunk) missing.push(...(await missingOf(client, all.slice(i, i + chunk))));
      return missing;
    } finally {
      client.disconnect();
    }
  }

  /** Lost writes are told once. */
  forget(lost: readonly Acknowledged[]): void {
    const numbers = new Set(lost.map(({ number }) => number));
    this.acknowledged = this.acknowledged.filter(({ number }) => !numbers.has(number));
  }

  /** Where there is a proxy, every other application knows nothing else. */
  private placesOf(writer: number): RedisOptions {
    return this.cluster.proxy && writer % 2 === 1 ? this.cluster.plainOptions() : this.cluster.applicationOptions;
  }

  private async keepWriting(places: RedisOptions): Promise<void> {
    // Of what fails nobody has acknowledged anything, so nothing is owed.
    const writeOn = async (client: Redis) => {
      while (this.running) await this.writeOne(client);
    };
    while (this.running) await onOneConnection(places, writeOn);
  }

  private async writeOne(client: Redis): Promise<void> {
    const number = this.next++;
    const sentAt = Date.now();
    const [, replicas] = await Promise.all([client.set(keyOf(number), "1"), client.wait(1, 1_000)]);
    if (replicas >= 1) this.acknowledge(number, sentAt);
    await delay(pauseBetweenWrites);
  }

  private acknowledge(number: number, sentAt: number): void {
    const at = Date.now();
    this.acknowledged.push({ number, sentAt, at });
    this.count++;
    this.longestGap = Math.max(this.longestGap, at - this.lastAt);
    this.lastAt = at;
  }
}

const keyOf = (number: number) => `chaos:${number}`;

async function missingOf(client: Redis, writes: Acknowledged[]): Promise<Acknowledged[]> {
  const keys = writes.map(({ number }) => keyOf(number));
  if ((await client.exists(keys)) === keys.length) return [];
  const values = await client.mget(keys);
  return writes.filter((_, i) => values[i] === null);
}
