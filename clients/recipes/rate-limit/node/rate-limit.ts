import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";

export interface Verdict {
  allowed: boolean;
  /** How many more calls are allowed now. */
  left: number;
  /** After how many ms to try again; 0 where it was allowed. */
  retryAfterMs: number;
}

/** All in one script, by the clock of the server: callers' clocks and the order of their calls do not matter. */
const take = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local limit, window = tonumber(ARGV[1]), ARGV[2] * 1000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - window))
local used = redis.call('ZCARD', KEYS[1])
if used < limit then
  redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return { 1, limit - used - 1, 0 }
end
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return { 0, 0, math.ceil((oldest[2] + window - now) / 1000) }`;

/** At most `limit` calls in any `windowMs` for each subject. */
export class RateLimit {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
    private readonly limit: number,
    private readonly windowMs: number,
  ) {}

  async take(subject: string): Promise<Verdict> {
    const key = `${this.prefix}:rate:{${subject}}`;
    const answer = await this.redis.eval(take, 1, key, this.limit, this.windowMs, randomUUID());
    const [allowed, left, retryAfterMs] = answer as [number, number, number];
    return { allowed: allowed === 1, left, retryAfterMs };
  }
}
