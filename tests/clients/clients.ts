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

export const clientsOfTest = Object.keys(clients) as ClientOfTest[];
