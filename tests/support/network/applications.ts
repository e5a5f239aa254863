import { setTimeout as delay } from "node:timers/promises";
import type { Redis } from "ioredis";
import type { Cluster, ClusterNode } from "../cluster";
import { onOneConnection } from "../one-attempt-client";

export type Kind = "plain" | "WAIT 1";

/** A write that was acknowledged: plainly, or by a replica too. */
interface Acknowledged {
  key: string;
  kind: Kind;
}

const pauseBetweenWrites = 5;

/**
 * Applications outside that find the master by the Sentinels and write numbered keys, one kind as it comes, the other
 * with WAIT 1. Whoever is refused, or not answered in time, asks the Sentinels anew; no write is sent twice.
 */
export class Applications {
  private readonly acknowledged: Acknowledged[] = [];
  private next = 0;
  private running = true;
  private readonly loops: Promise<void>[];

  constructor(private readonly cluster: Cluster) {
    this.loops = (["plain", "WAIT 1"] as const).map((kind) => this.keepWriting(kind));
  }

  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.loops);
  }

  count(kind: Kind): number {
    return this.acknowledged.filter((write) => write.kind === kind).length;
  }

  /** How many acknowledged writes of a kind that node does not hold. */
  async lostOn(node: ClusterNode): Promise<Record<Kind, number>> {
    const lost: Record<Kind, number> = { plain: 0, "WAIT 1": 0 };
    for (let i = 0; i < this.acknowledged.length; i += 1_000) {
      const writes = this.acknowledged.slice(i, i + 1_000);
      const values = await node.askAs<(string | null)[]>("app", "MGET", ...writes.map(({ key }) => key));
      writes.forEach(({ kind }, j) => (lost[kind] += values[j] === null ? 1 : 0));
    }
    return lost;
  }

  private async keepWriting(kind: Kind): Promise<void> {
    const writeOn = async (client: Redis) => {
      while (this.running) await this.write(client, kind);
    };
    while (this.running) await onOneConnection(this.cluster.applicationOptions, writeOn);
  }

  private async write(client: Redis, kind: Kind): Promise<void> {
    const key = `write:${this.next++}`;
    const replicas = kind === "plain" ? client.set(key, "1").then(() => 1) : writeAndWait(client, key);
    if ((await replicas) >= 1) this.acknowledged.push({ key, kind });
    await delay(pauseBetweenWrites);
  }
}

/** By one connection: a WAIT that is sent again on another one would tell nothing of the write. */
async function writeAndWait(client: Redis, key: string): Promise<number> {
  const [, replicas] = await Promise.all([client.set(key, "1"), client.wait(1, 1_000)]);
  return replicas;
}
