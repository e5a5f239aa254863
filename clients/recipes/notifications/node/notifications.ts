import type { Redis } from "ioredis";

/** A number goes with each message, so that a gap shows. */
const publish = `
local number = redis.call('INCR', KEYS[1])
redis.call('PUBLISH', ARGV[1], number .. ' ' .. ARGV[2])
return number`;

export interface Handlers {
  onMessage: (message: string) => void;
  /** So many were published while there was no connection; nothing keeps them. */
  onMissed: (count: number) => void;
}

/** Messages to whoever listens now, on channels that begin with `app:`. */
export class Notifications {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  async publish(name: string, message: string): Promise<void> {
    await this.redis.eval(publish, 1, this.counter(name), this.channel(name), message);
  }

  /** Listens until the function is called that it returns, also to the next master. */
  async subscribe(name: string, { onMessage, onMissed }: Handlers): Promise<() => void> {
    const subscriber = this.redis.duplicate({ socketTimeout: undefined, maxRetriesPerRequest: null });
    subscriber.on("error", () => {});
    let last: number | undefined;
    const reached = (number: number) => {
      // A master that lost the counter begins anew.
      if (last !== undefined && number > last + 1) onMissed(number - last - 1);
      last = number;
    };
    subscriber.on("message", (_channel, text: string) => {
      const [number] = text.split(" ", 1);
      reached(Number(number));
      onMessage(text.slice(number!.length + 1));
    });
    const lookBack = async () => {
      const number = Number((await this.redis.get(this.counter(name))) ?? 0);
      // Messages that were published before that number was read come before this answer.
      await subscriber.ping();
      if (last !== undefined && number > last) onMissed(number - last);
      last = Math.max(last ?? 0, number);
    };
    await subscriber.subscribe(this.channel(name));
    await lookBack();
    subscriber.on("ready", () => void subscriber.subscribe(this.channel(name)).then(lookBack, () => {}));
    return () => subscriber.disconnect();
  }

  private channel(name: string): string {
    return `app:${this.prefix}:${name}`;
  }

  private counter(name: string): string {
    return `${this.prefix}:published:{${name}}`;
  }
}
