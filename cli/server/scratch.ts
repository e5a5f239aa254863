import { Redis, type RedisOptions } from "ioredis";
import type { ServerVersion } from "../../configs/directives";
import { parseInfo } from "../health/observe";
import { metWithin } from "../process/wait";
import { UserError } from "../terminal/errors";
import { withBareServer } from "./bare";
import { serverVersion } from "./probe";

/** A command with its arguments. */
export type Command = readonly (string | number)[];

/** An empty server on loopback, for as long as its data are looked at. */
export interface ScratchServer extends ServerVersion {
  /** Such as `jemalloc-5.3.0`. */
  allocator: string;
  /** Sends the commands in order, and resolves when all are answered; throws at the first that is refused. */
  load: (commands: Iterable<Command>) => Promise<void>;
  /** The answer to one command. */
  ask: (command: Command) => Promise<unknown>;
  /** Bytes that the server takes, with nothing but the data in it that differs from an earlier look. */
  usedMemory: () => Promise<number>;
  configGet: (pattern: string) => Promise<Record<string, string>>;
}

/** Starts a server without a configuration file, and ends it after `use`. */
export async function withScratchServer<T>(binary: string, use: (server: ScratchServer) => Promise<T>): Promise<T> {
  const version = serverVersion(binary);
  return withBareServer(binary, untracked(version), async ({ port }) => {
    const { mem_allocator: allocator = "unknown" } = await infoAt(port);
    return use({
      ...version,
      allocator,
      load: (commands) => load(port, commands),
      ask: ([name, ...args]) => at(port, (client) => client.call(String(name), ...args.map(String))),
      usedMemory: () => usedMemory(port),
      configGet: (pattern) => at(port, async (client) => fields(await client.config("GET", pattern))),
    });
  });
}

/** Of whatever is waited for. */
const limitMs = 120_000;

/** Of each command, its first call would bring a histogram of 24 KiB. */
function untracked({ version }: ServerVersion): Record<string, string> {
  return Number.parseInt(version, 10) >= 7 ? { "latency-tracking": "no" } : {};
}

/** Whatever a client sends by itself would be in what is measured. */
const silent: RedisOptions = {
  host: "127.0.0.1",
  protocol: 2,
  lazyConnect: true,
  enableReadyCheck: false,
  disableClientInfo: true,
  retryStrategy: () => null,
};

/** Uses a connection of its own: what the server keeps of one that has worked would be in what is measured. */
async function at<T>(port: number, use: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis({ ...silent, port });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await use(client);
  } finally {
    client.disconnect();
  }
}

const infoAt = (port: number) => at(port, async (client) => parseInfo(await client.info()));

const chunk = 256;

async function load(port: number, commands: Iterable<Command>): Promise<void> {
  await at(port, async (client) => {
    let pipeline = client.pipeline();
    const send = async () => {
      const answers = (await pipeline.exec()) ?? [];
      const [error] = answers.find(([reason]) => reason) ?? [];
      if (error) throw error;
      pipeline = client.pipeline();
    };
    for (const [name, ...args] of commands) {
      pipeline.call(String(name), ...args.map(String));
      if (pipeline.length >= chunk) await send();
    }
    await send();
  });
}

/**
 * Read by the first command of the only connection, so that buffers of clients are the same at each look, and when no
 * hash table is there twice any more.
 */
async function usedMemory(port: number): Promise<number> {
  let used = NaN;
  const isAlone = async () => {
    const info = await infoAt(port);
    used = Number(info.used_memory);
    return info.connected_clients === "1" && Number(info.mem_overhead_db_hashtable_rehashing ?? 0) === 0;
  };
  if (await metWithin(limitMs, isAlone, 5)) return used;
  throw new UserError("The scratch server does not come to rest.");
}

function fields(flat: unknown): Record<string, string> {
  const list = flat as string[];
  return Object.fromEntries(list.flatMap((name, i) => (i % 2 === 0 ? [[name, list[i + 1] ?? ""]] : [])));
}
