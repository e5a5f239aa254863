import type { RedisOptions } from "ioredis";

/**
 * What the README asks of applications with ioredis, which resends what was not answered. By default it waits 50 to 250 ms before
 * the first reconnection, and for ever for the answer of a frozen master. failoverDetector stays off: it can end in a flood of
 * closed connections.
 */
export const advisedClient: RedisOptions = {
  retryStrategy: (times) => Math.min(times * 20, 1_000),
  connectTimeout: 1_000,
  socketTimeout: 1_000,
};
