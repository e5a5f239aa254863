import type { Redis } from "ioredis";

/** Whether a user may run a command, by its text; nothing of what was not tried. */
export type Rights = Record<string, boolean>;

/** Names to try, of keys and of channels. */
export interface Samples {
  keys: readonly string[];
  channels: readonly string[];
}

/**
 * Tries commands as they are put into a transaction, which is given up: the server asks for the rights before it takes
 * one in, and runs none. Of who may not begin one, only what reads is tried.
 */
export async function rightsOf(client: Redis, samples: Samples): Promise<Rights> {
  const begins = await isAllowed(client, "multi");
  const all = [
    ...samples.keys.flatMap((key) => (begins ? [...reads, ...writes] : reads).map((text) => text.replace("KEY", key))),
    ...(begins ? samples.channels.map((channel) => `publish ${channel} x`) : []),
    ...(begins ? [...questions, ...actions] : questions),
  ];
  const allowed = await Promise.all(all.map((text) => isAllowed(client, text)));
  if (begins) await client.call("discard");
  return { multi: begins, ...Object.fromEntries(all.map((text, i) => [text, allowed[i]!])) };
}

function isAllowed(client: Redis, text: string): Promise<boolean> {
  const [command = "", ...args] = text.split(" ");
  return client.call(command, ...args).then(
    () => true,
    (error: Error) => {
      if (!("command" in error)) throw error;
      return !error.message.startsWith("NOPERM");
    },
  );
}

/** A name that the pattern of a rule matches. */
export function sampleOf(pattern: string): string {
  return pattern
    .replace(/\\(.)/g, "$1")
    .replace(/\[\^[^\]]*\]/g, "a")
    .replace(/\[(.)[^\]]*\]/g, "$1")
    .replace(/[*?]/g, "x");
}

/** One of each kind. */
const reads = [
  ...["get KEY", "type KEY", "bitcount KEY", "hgetall KEY", "lrange KEY 0 1", "smembers KEY", "zrange KEY 0 1"],
  ...["geopos KEY a", "xlen KEY", "object encoding KEY"],
];

const writes = [
  ...[
    "set KEY 1",
    "del KEY",
    "unlink KEY",
    "expire KEY 9",
    "incr KEY",
    "append KEY x",
    "setbit KEY 1 1",
    "hset KEY a b",
  ],
  ...["lpush KEY a", "blpop KEY 1", "sadd KEY a", "zadd KEY 1 a", "geoadd KEY 1 1 a", "xadd KEY * a b", "pfadd KEY a"],
  ...["pfcount KEY", "sort KEY", "restore KEY 0 x"],
];

const questions = [
  ...[
    "ping",
    "info",
    "role",
    "dbsize",
    "scan 0",
    "randomkey",
    "keys x",
    "time",
    "acl whoami",
    "acl list",
    "client list",
  ],
  ...["config get port", "slowlog get", "latency latest", "pubsub channels", "command count"],
];

const actions = [
  ...["flushdb", "flushall", "swapdb 0 1", "client setname x", "client kill id 1", "eval return(1) 0", "wait 0 1"],
  ...["script load return(1)", "shutdown nosave", "replicaof no one", "save", "debug object x", "monitor"],
];
