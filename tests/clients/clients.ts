import type { Way } from "../../cli/load/writer";
import { go } from "./toolchains/go";
import { java } from "./toolchains/java";
import { node } from "./toolchains/node";
import { python } from "./toolchains/python";
import { ruby } from "./toolchains/ruby";
import { rust } from "./toolchains/rust";
import type { Toolchain } from "./toolchains/toolchain";

export const toolchains = { node, python, go, java, rust, ruby } satisfies Record<string, Toolchain>;
export type Language = keyof typeof toolchains;

/** Libraries and whole programs, by the name that their program takes as its argument. */
export const clients = {
  ioredis: "node",
  "node-redis": "node",
  "redis-py": "python",
  "redis-py-by-host": "python",
  "redis-py-asyncio": "python",
  "go-redis": "go",
  jedis: "java",
  lettuce: "java",
  "lettuce-master-replica": "java",
  "redis-rs": "rust",
  bullmq: "node",
  "socket.io": "node",
  celery: "python",
  redisson: "java",
  sidekiq: "ruby",
} as const satisfies Record<string, Language>;
export type ClientOfTest = keyof typeof clients;

/** What a client's program is called with that knows a proxy's address, and nothing else. */
export const plainName = (client: string) => `plain-${client}`;

/** Clients that are not tried in a way, and why. */
export const leftOutOf: Record<Way, Partial<Record<ClientOfTest, string>>> = {
  sentinels: {
    "redis-py-by-host": "a Sentinel gives redis-py the host",
  },
  proxy: {
    "lettuce-master-replica": "it asks a node for the others' addresses, and then leaves the proxy",
    "socket.io": "it takes two clients of ioredis, which is tried by itself",
    redisson: "no program with its defaults alone is written yet",
    sidekiq: "no program with its defaults alone is written yet",
  },
};

export const clientsOfTest = Object.keys(clients) as ClientOfTest[];
