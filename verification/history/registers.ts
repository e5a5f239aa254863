import { setTimeout as delay } from "node:timers/promises";
import { type Redis, ReplyError } from "ioredis";
import type { Cluster } from "../../tests/support/cluster";
import { onOneConnection } from "../../tests/support/one-attempt-client";
import type { Operation } from "./operation";

const clients = 3;
const pause = 10;
const keys = Array.from({ length: 8 }, (_, i) => `register:${i}`);

/**
 * Applications that write and read a few keys, each with WAIT 1, and note what they were answered. A read writes beside
 * it, so that its WAIT tells whether a replica still followed the master that has answered it.
 */
export class Registers {
  readonly operations: Operation[] = [];
  private next = 0;
  private running = true;
  private readonly loops: Promise<void>[];

  constructor(private readonly cluster: Cluster) {
    this.loops = Array.from({ length: clients }, (_, client) => this.keepGoing(client));
  }

  /** Reads each key once more, so that the last writes count too. */
  async stop(): Promise<void> {
    if (!this.running) return;
    this.running = false;
    await Promise.all(this.loops);
    const read = new Set<string>();
    const readAll = async (one: Redis) => {
      for (const key of keys) if (!read.has(key) && (await this.read(one, 0, key))) read.add(key);
    };
    const areRead = async () => {
      await onOneConnection(this.cluster.applicationOptions, readAll);
      return read.size === keys.length;
    };
    await this.cluster.waitFor("each key is read once more", areRead);
  }

  private async keepGoing(client: number): Promise<void> {
    const step = async (one: Redis) => {
      while (this.running) {
        const number = this.next++;
        const key = keys[number % keys.length]!;
        if (number % 3 === 0) await this.read(one, client, key);
        else await this.write(one, client, key, String(number));
        await delay(pause);
      }
    };
    while (this.running) await onOneConnection(this.cluster.applicationOptions, step);
  }

  private async write(one: Redis, client: number, key: string, value: string): Promise<void> {
    const operation: Operation = { client, key, kind: "write", value, call: clock(), return: null };
    const [set, wait] = await Promise.allSettled([one.set(key, value), one.wait(1, 1_000)]);
    // What is refused is not done; what no replica confirms may last or not.
    if (set.status === "rejected" && set.reason instanceof ReplyError) throw set.reason;
    if (wait.status === "fulfilled" && wait.value >= 1) operation.return = clock();
    this.operations.push(operation);
    if (set.status === "rejected") throw set.reason;
  }

  /** Whether a replica has confirmed what followed; any other answer may be of a master that was replaced. */
  private async read(one: Redis, client: number, key: string): Promise<boolean> {
    const call = clock();
    const together = one.multi().get(key).set(`${key}:read`, String(call)).exec();
    const [answers, replicas] = await Promise.all([together, one.wait(1, 1_000)]);
    if (replicas < 1) return false;
    const value = answers![0]![1] as string | null;
    this.operations.push({ client, key, kind: "read", value, call, return: clock() });
    return true;
  }
}

/** Whole µs. */
const clock = () => Math.round(performance.now() * 1_000);
