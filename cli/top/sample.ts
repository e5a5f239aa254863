import type { Redis } from "ioredis";
import type { InstanceView, RedisView } from "../health/observe";
import { observeBy, parseInfo, redisView } from "../health/observe";
import { ask } from "../health/connect";
import type { DeployedInstance, Endpoint } from "../health/deployed";

/** A command that took longer than `slowlog-log-slower-than`. */
export interface SlowCommand {
  /** Seconds since 1970, by the node's clock. */
  at: number;
  ms: number;
  /** The command and its first argument, which is the key of most; others may be data of users. */
  command: string;
}

/** What one look at a node has found; only its name and the error where it does not answer. */
export interface NodeSample extends RedisView {
  /** Commands a second, by the server's own mean over its last 1.6 s. */
  opsPerSecond?: number;
  /** Look-ups since the server's start that found a key. */
  hits?: number;
  /** Look-ups since the server's start that found none. */
  misses?: number;
  evicted?: number;
  clients?: number;
  maxclients?: number;
  /** Of the last minute, the newest first, 128 at most; undefined where the node does not let user ops see them. */
  slow?: SlowCommand[];
}

export type InstanceSample = InstanceView<NodeSample>;

/** Asks all nodes of the instance at once. */
export function sampleInstance(instance: DeployedInstance): Promise<InstanceSample> {
  return observeBy<NodeSample>(instance, sampleNode);
}

async function sampleNode(node: Endpoint, instance: DeployedInstance): Promise<NodeSample> {
  const [text, entries] = await ask(node, instance, "ops", (client) => Promise.all([client.info(), slowLog(client)]));
  const info = parseInfo(text);
  const now = Number(info.server_time_usec) / 1e6;
  return nodeSample(node, info, entries && slowCommands(entries, now));
}

/** Undefined where user ops may not read it. */
export async function slowLog(client: Redis): Promise<SlowLogEntry[] | undefined> {
  return whereAllowed(async () => (await client.slowlog("GET", 128)) as SlowLogEntry[]);
}

/** Undefined from a node that an older version of the toolkit has deployed, where user ops may not ask so. */
export async function whereAllowed<T>(question: () => Promise<T>): Promise<T | undefined> {
  try {
    return await question();
  } catch (error) {
    if (!(error as Error).message.startsWith("NOPERM")) throw error;
    return undefined;
  }
}

/** Of INFO and the slow log. */
function nodeSample(node: Endpoint, info: Record<string, string>, slow: SlowCommand[] | undefined): NodeSample {
  return {
    ...redisView(node, info),
    opsPerSecond: Number(info.instantaneous_ops_per_sec),
    hits: Number(info.keyspace_hits),
    misses: Number(info.keyspace_misses),
    evicted: Number(info.evicted_keys),
    clients: Number(info.connected_clients),
    maxclients: Number(info.maxclients),
    slow,
  };
}

/** Id, Unix time, microseconds, words, and more that is not read here. */
export type SlowLogEntry = [id: number, at: number, microseconds: number, words: string[], ...unknown[]];

const slowSeconds = 60;

/** Those of the last minute. */
export function slowCommands(entries: readonly SlowLogEntry[], now: number): SlowCommand[] {
  return entries
    .filter(([, at]) => now - at < slowSeconds)
    .map(([, at, microseconds, words]) => ({ at, ms: microseconds / 1000, command: shortened(words) }));
}

function shortened([name = "", key, ...others]: string[]): string {
  const more = others.length > 0 ? ` (${others.length} more)` : "";
  return key === undefined ? name : `${name} ${JSON.stringify(key).slice(1, -1).slice(0, 40)}${more}`;
}
