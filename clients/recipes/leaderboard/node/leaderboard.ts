import type { Redis } from "ioredis";

export interface Place {
  member: string;
  score: number;
  /** 1 is the best; members with the same score have the same, and the next ones follow after all of them. */
  rank: number;
}

/** Score and rank belong together, whoever writes between two commands. */
const placeOf = `
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score then return nil end
return { score, redis.call('ZCOUNT', KEYS[1], '(' .. score, '+inf') }`;

const topOf = `
local members = redis.call('ZREVRANGE', KEYS[1], 0, ARGV[1] - 1, 'WITHSCORES')
local result = {}
for i = 1, #members, 2 do
  result[#result + 1] = { members[i], members[i + 1], redis.call('ZCOUNT', KEYS[1], '(' .. members[i + 1], '+inf') }
end
return result`;

/** Members by their scores, the highest first. */
export class Leaderboard {
  private readonly key: string;

  constructor(
    private readonly redis: Redis,
    prefix: string,
    name: string,
  ) {
    this.key = `${prefix}:leaderboard:{${name}}`;
  }

  /** Adds points; returns the new score. */
  async add(member: string, points: number): Promise<number> {
    return Number(await this.redis.zincrby(this.key, points, member));
  }

  /** Keeps the best of all scores of a member. */
  async record(member: string, score: number): Promise<void> {
    await this.redis.zadd(this.key, "GT", score, member);
  }

  async top(count: number): Promise<Place[]> {
    const places = (await this.redis.eval(topOf, 1, this.key, count)) as [string, string, number][];
    return places.map(([member, score, better]) => ({ member, score: Number(score), rank: better + 1 }));
  }

  /** Undefined where the member has no score. */
  async find(member: string): Promise<Place | undefined> {
    const found = (await this.redis.eval(placeOf, 1, this.key, member)) as [string, number] | null;
    return found ? { member, score: Number(found[0]), rank: found[1] + 1 } : undefined;
  }
}
