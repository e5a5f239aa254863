import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import type { Cluster, ClusterNode } from "../cluster";
import { connectionOptions } from "../cluster/ask";

const interval = 50;

/** A time in which a node took each write that it was sent, in ms since 1970. */
interface Span {
  from: number;
  to: number;
}

/** Longer than a round of questions takes where each is answered. */
const gap = 400;

/**
 * Sends every Redis node a write of its own each 50 ms, and knows for how long two of them took these at once. A write
 * that is not answered soon is taken back with its connection, so that a node that wakes up does not do it later.
 */
export class Takers {
  /** By each node, oldest first. */
  private readonly spans = new Map<ClusterNode, Span[]>();
  private running = true;
  private readonly loops: Promise<void>[];

  constructor(private readonly cluster: Cluster) {
    this.loops = cluster.redis.map((node) => this.ask(node));
  }

  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.loops);
  }

  /** How long two nodes took writes at the same time since then, in ms. */
  overlapSince(since: number): number {
    return this.cluster.redis
      .flatMap((one, i) => this.cluster.redis.slice(i + 1).map((other) => this.overlapOf(one, other, since)))
      .reduce((sum, ms) => sum + ms, 0);
  }

  /** The longest time since then in which no node took a write, in ms. */
  longestGapSince(since: number): number {
    const spans = [...this.spans.values()].flat().filter(({ to }) => to >= since);
    spans.sort((a, b) => a.from - b.from);
    let [end, longest] = [since, 0];
    for (const { from, to } of spans) {
      longest = Math.max(longest, from - end);
      end = Math.max(end, to);
    }
    return Math.max(longest, Date.now() - end);
  }

  private overlapOf(one: ClusterNode, other: ClusterNode, since: number): number {
    const ofOther = this.spans.get(other) ?? [];
    return (this.spans.get(one) ?? [])
      .flatMap((a) => ofOther.map((b) => Math.min(a.to, b.to) - Math.max(a.from, b.from, since)))
      .reduce((sum, ms) => sum + Math.max(0, ms), 0);
  }

  private async ask(node: ClusterNode): Promise<void> {
    const spans: Span[] = [];
    let open: Span | undefined;
    this.spans.set(node, spans);
    const client = this.connection(node);
    while (this.running) {
      const began = Date.now();
      const taken = await takes(client, node);
      // From the end of the first to the begin of the last: so long it took them for sure.
      if (taken && open && began - open.to < gap) open.to = began;
      else if (taken) spans.push((open = { from: Date.now(), to: began }));
      else open = undefined;
      await delay(interval);
    }
    client.disconnect();
  }

  private connection({ host, port, tls }: ClusterNode): Redis {
    const login = { host, port, user: "app", password: this.cluster.passwords.app, tls };
    const client = new Redis({
      ...connectionOptions(login),
      lazyConnect: false,
      retryStrategy: () => 50,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      commandTimeout: 250,
    });
    client.on("error", () => {}); // Said by the rejected call.
    return client;
  }
}

async function takes(client: Redis, { name }: ClusterNode): Promise<boolean> {
  try {
    await client.set(`taker:${name}`, "1");
    return true;
  } catch (error) {
    if ((error as Error).message.includes("timed out")) client.disconnect(true);
    return false;
  }
}
