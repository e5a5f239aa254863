import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";

export type Session = Record<string, string>;

/** HSET keeps the TTL; but it would bring a session back that has ended meanwhile. */
const update = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV))
return 1`;

/** Sessions as hashes, which end `ttl` seconds after they were last read. */
export class Sessions {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
    private readonly ttl = 1800,
  ) {}

  /** Begins one; returns its id, which nobody can guess. */
  async create(session: Session): Promise<string> {
    const id = randomBytes(32).toString("base64url");
    const key = this.key(id);
    await this.redis.multi().hset(key, session).expire(key, this.ttl).exec();
    return id;
  }

  /** The session, which then lasts `ttl` from now; undefined where there is none. */
  async read(id: string): Promise<Session | undefined> {
    const key = this.key(id);
    const answers = await this.redis.multi().hgetall(key).expire(key, this.ttl).exec();
    const session = answers![0]![1] as Session;
    return Object.keys(session).length === 0 ? undefined : session;
  }

  /** Changes fields, not when it ends; false where it has ended. */
  async update(id: string, fields: Session): Promise<boolean> {
    return (await this.redis.eval(update, 1, this.key(id), ...Object.entries(fields).flat())) === 1;
  }

  async end(id: string): Promise<void> {
    await this.redis.unlink(this.key(id));
  }

  private key(id: string): string {
    return `${this.prefix}:session:{${id}}`;
  }
}
