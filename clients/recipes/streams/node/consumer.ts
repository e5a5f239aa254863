import { setTimeout as delay } from "node:timers/promises";
import type { Redis } from "ioredis";

export type Message = Record<string, string>;

export interface ConsumerOptions {
  stream: string;
  group: string;
  /** Of this process; one that comes again under its name goes on with what it had. */
  name: string;
  /** May be called again with the same id: after a crash, a lost acknowledgement or a lost group. */
  handle: (id: string, message: Message) => Promise<void>;
  /** After which time another consumer's message is taken over, in ms. @default 5000 */
  idleMs?: number;
  /** Hears of errors, after which it tries again. */
  onError?: (error: Error) => void;
}

type Entries = [id: string, fields: string[] | null][];

/** Handles each message of a stream at least once, together with the other consumers of its group. */
export class Consumer {
  private readonly redis: Redis;

  constructor(
    redis: Redis,
    private readonly options: ConsumerOptions,
  ) {
    // It waits in commands that block, for longer than an answer may take.
    this.redis = redis.duplicate({ socketTimeout: 5000 });
    this.redis.on("error", () => {});
  }

  /** Goes on until the signal is aborted; the message under way is handled to its end. */
  async run(signal: AbortSignal): Promise<void> {
    let isFirst = true;
    while (!signal.aborted) {
      try {
        // What this consumer had before it crashed, what others have left, what is new.
        if (isFirst) await this.handle(await this.read("0"), signal);
        isFirst = false;
        await this.handle(await this.claim(), signal);
        await this.handle(await this.read(">"), signal);
      } catch (error) {
        await this.repair(error as Error);
      }
    }
    this.redis.disconnect();
  }

  private async handle(entries: Entries, signal: AbortSignal): Promise<void> {
    const { stream, group, handle } = this.options;
    for (const [id, fields] of entries) {
      if (signal.aborted) return;
      // One that was deleted from the stream has none.
      if (fields) await handle(id, messageOf(fields));
      await this.redis.xack(stream, group, id);
    }
  }

  private async read(from: "0" | ">"): Promise<Entries> {
    const { stream, group, name } = this.options;
    const source = ["COUNT", 10, "BLOCK", 1000, "STREAMS", stream, from] as const;
    const answer = await this.redis.xreadgroup("GROUP", group, name, ...source);
    return answer?.[0]?.[1] ?? [];
  }

  private async claim(): Promise<Entries> {
    const { stream, group, name, idleMs = 5000 } = this.options;
    const answer = await this.redis.xautoclaim(stream, group, name, idleMs, "0", "COUNT", 10);
    return answer[1] as Entries;
  }

  /** A new node, or one without its data, has no group: all of the stream is handled again. */
  private async repair(error: Error): Promise<void> {
    const { stream, group, onError } = this.options;
    if (!error.message.startsWith("NOGROUP")) {
      onError?.(error);
      await delay(100);
      return;
    }
    await this.redis.xgroup("CREATE", stream, group, "0", "MKSTREAM").catch((failed: Error) => {
      // Another consumer was first.
      if (!failed.message.startsWith("BUSYGROUP")) onError?.(failed);
    });
  }
}

function messageOf(fields: string[]): Message {
  const message: Message = {};
  for (let i = 0; i < fields.length; i += 2) message[fields[i]!] = fields[i + 1]!;
  return message;
}
