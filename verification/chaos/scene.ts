import { setTimeout as delay } from "node:timers/promises";
import pWaitFor from "p-wait-for";
import type { Cluster, ClusterNode } from "../../tests/support/cluster";
import type { Target } from "./fault";
import { isRedis, redisTargets, sentinelTargets } from "./fault";
import type { Writers } from "./writers";

/** Writes acknowledged in this time may be lost. */
export interface Permit {
  from: number;
  to: number;
  why: string;
}

/** An instance as it is when a step begins, and what happens to it until the step ends. */
export class Scene {
  readonly startedAt = Date.now();
  readonly notes: string[] = [];
  /** When a Redis node was taken away without a stop, in ms since 1970. */
  readonly hits: number[] = [];
  /** When a Redis node that stood still woke up. */
  readonly wakes: number[] = [];
  private readonly nodes: Map<Target, ClusterNode>;

  private constructor(
    readonly cluster: Cluster,
    readonly writers: Writers,
    master: ClusterNode,
  ) {
    const redis = [master, ...cluster.redis.filter((node) => node !== master)];
    const named = [
      ...redisTargets.map((name, i) => [name, redis[i]]),
      ...sentinelTargets.map((name, i) => [name, cluster.sentinels[i]]),
    ];
    this.nodes = new Map(named as [Target, ClusterNode][]);
  }

  static async of(cluster: Cluster, writers: Writers): Promise<Scene> {
    return new Scene(cluster, writers, await cluster.master());
  }

  node(target: Target): ClusterNode {
    return this.nodes.get(target)!;
  }

  /** `master is cache-master-0, first replica is cache-replica-0, ...` */
  get cast(): string {
    return redisTargets.map((target) => `${target} is ${this.node(target).name}`).join(", ");
  }

  /** Something that was seen or done, with the time since the step began. */
  note(text: string): void {
    this.notes.push(`${((Date.now() - this.startedAt) / 1000).toFixed(2)} s: ${text}`);
  }

  /** A node is taken away without a stop. */
  hit(target: Target): void {
    if (isRedis(target)) this.hits.push(Date.now());
    this.note(`${this.node(target).name} is hit`);
  }

  wake(target: Target): void {
    if (isRedis(target)) this.wakes.push(Date.now());
  }

  /** Waits for a condition that the fault itself needs; false where it does not come. */
  async comes(condition: () => Promise<boolean> | boolean, limit: number): Promise<boolean> {
    return pWaitFor(condition, { interval: 50, timeout: { milliseconds: limit, fallback: () => false } }).then(
      (result) => result !== false,
    );
  }

  /** A time drawn from the seed. */
  async pass(ms: number): Promise<void> {
    if (ms > 0) await delay(ms);
  }
}
