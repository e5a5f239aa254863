import { setTimeout as delay } from "node:timers/promises";
import type { Place, WayOptions } from "../protocol";

export type { Place, WayOptions } from "../protocol";

export type Load = () => Promise<unknown>;

/** A way to cache in Redis, as its documentation shows it. */
export interface Way {
  fetch: (key: string, load: Load, options: WayOptions) => Promise<unknown>;
  delete: (key: string) => Promise<unknown>;
  invalidate?: (tag: string) => Promise<unknown>;
}

export type Open = (place: Place) => Way | Promise<Way>;

/** A package of the folder that the benchmark has installed for this way. */
export const load = <T>(name: string): Promise<T> => import(name) as Promise<T>;

/** ioredis as those who want no hanging calls set it. */
function redisOptions({ port, username, password, ca, sentinels, masterName }: Place): object {
  const login = { username, password, ...(ca !== undefined && { tls: { ca } }) };
  const limits = { commandTimeout: 250, enableOfflineQueue: false, maxRetriesPerRequest: 0 };
  const sentinelLogin = { sentinelUsername: username, sentinelPassword: password };
  const where = sentinels ? { sentinels, name: masterName, ...sentinelLogin } : { host: "127.0.0.1", port };
  return { ...where, ...login, ...limits };
}

/** The parts of ioredis that are used. */
export interface Client {
  get: (key: string) => Promise<string | null>;
  set: (key: string, value: string, unit: "EX" | "PX", ttl: unknown) => Promise<unknown>;
  del: (key: string) => Promise<unknown>;
  on: (event: string, listener: () => void) => unknown;
}

/** A client of the ioredis that the way has, connected where a server is there. */
export async function connect(place: Place): Promise<Client> {
  const { Redis } = await load<{ Redis: new (options: object) => Client }>("ioredis");
  return connected(new Redis(redisOptions(place)));
}

export async function connected<T extends Pick<Client, "on">>(client: T): Promise<T> {
  client.on("error", () => {});
  // Without a queue, what is asked before fails.
  await Promise.race([new Promise<void>((resolve) => client.on("ready", resolve)), delay(500)]);
  return client;
}

/** The same of node-redis, which @keyv/redis has. */
export function nodeRedisOptions({ port, username, password, ca, sentinels, masterName }: Place): object {
  const socket = { host: "127.0.0.1", port, socketTimeout: 500, ...(ca !== undefined && { tls: true, ca }) };
  const client = { username, password, disableOfflineQueue: true };
  if (!sentinels) return { ...client, socket };
  const sentinelRootNodes = sentinels;
  return { name: masterName, sentinelRootNodes, nodeClientOptions: client, sentinelClientOptions: client };
}
