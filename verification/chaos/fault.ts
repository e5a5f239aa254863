import type { Scene } from "./scene";

export const redisTargets = ["master", "first replica", "second replica"] as const;
export const sentinelTargets = ["first Sentinel", "second Sentinel", "third Sentinel"] as const;

export type RedisTarget = (typeof redisTargets)[number];
export type SentinelTarget = (typeof sentinelTargets)[number];

/** A node by what it is when the step begins. */
export type Target = RedisTarget | SentinelTarget;

export const isRedis = (target: Target): target is RedisTarget => redisTargets.some((name) => name === target);

/** Something that goes wrong, or that an operator does, drawn from the seed. */
export interface Fault {
  /** One word for the table, and for `--only`. */
  kind: string;
  /** What is done, for people. */
  words: string;
  /** The nodes that it takes away for a while. */
  hits: readonly Target[];
  /** Why the last writes before it may be lost although one replica had them; most faults may lose none. */
  mayLose?: string;
  /** Whether it parts nodes that run, and each may go on to take or acknowledge writes. */
  cuts?: boolean;
  /** Does it, and returns when its cause is gone: everything thawed, everybody started. */
  apply: (scene: Scene) => Promise<void>;
}
