import { readFileSync } from "node:fs";
import type { RedisOptions } from "ioredis";
import { freePorts } from "../../../benchmarks/free-ports";
import { instanceContext, parseStack } from "../../../configs";
import { Cluster, type ClusterNode } from "../cluster";

/** Two instances, and a Twemproxy of the first that shares out keys between them. */
export interface Shards {
  owner: Cluster;
  other: Cluster;
  proxy: ClusterNode;
}

/** Passwords differ: Twemproxy logs in to both by that of its clients. */
export async function createShards(): Promise<Shards> {
  const names = ["cache", "cache2"] as const;
  const inputs = await Promise.all(
    names.map(async (name) => {
      const first = await freePorts(13);
      const [port, healthPort] = [first + 10, first + 12];
      const proxy = name === "cache" ? { kind: "twemproxy" as const, shards: ["cache2"], port, healthPort } : {};
      const instance = {
        preset: "pureCache" as const,
        server: { engine: "redis" as const, version: "7.0" as const },
        network: { port: first, sentinelPort: first + 5 },
        sentinel: { downAfter: "3s" as const },
        stop: { pause: "1500ms" as const },
        proxy,
      };
      return [name, instance] as const;
    }),
  );
  const stack = parseStack({ platform: "local", instances: Object.fromEntries(inputs) });
  const [mine, others] = names.map((name) => instanceContext(stack, name, stack.instances[name]!));
  const password = { app: "app-password-of-the-owner", proxy: "proxy-password-of-the-other" };
  const clients = { default: password.app };
  const options = { environment: { STEADY_SECONDS: "0" } };
  const owner = new Cluster(mine!, {
    ...options,
    passwords: { app: password.app },
    secrets: { ...clients, "proxy.cache2": password.proxy },
  });
  const other = new Cluster(others!, { ...options, passwords: { proxy: password.proxy }, secrets: clients });
  return { owner, other, proxy: owner.proxy! };
}

/** How an application connects to Twemproxy: docs/proxy.md. */
export function twemproxyOptions({ owner }: Shards): RedisOptions {
  const { port } = owner.context.settings.proxy;
  const settings = { protocol: 2, enableReadyCheck: false, disableClientInfo: true } as const;
  return { port, password: owner.passwords.app, lazyConnect: true, ...settings };
}

/** What its follower of a shard says: the node that takes writes, and Sentinels heard. */
export function shardView({ proxy }: Shards, { context }: Cluster): Record<string, string> {
  try {
    const text = readFileSync(proxy.path("run", "shards", context.name, "ready"), "utf8");
    const lines = text.trim().split("\n");
    return Object.fromEntries(lines.map((line) => line.split("=") as [string, string]));
  } catch {
    return {};
  }
}

/** Both are healthy, and Twemproxy leads to their masters, whose next hand-over would wait for it. */
export async function shardsSettled(shards: Shards): Promise<void> {
  for (const cluster of [shards.owner, shards.other]) {
    await cluster.waitHealthy();
    await cluster.waitFor("Twemproxy follows", async () => {
      const master = await cluster.master();
      const { named, open, sentinels } = shardView(shards, cluster);
      const [, count] = await master.ask<[string, number]>("PUBSUB", "NUMSUB", "redis-cache:proxy");
      return named === master.name && open === "yes" && sentinels === "3/3" && count > 0;
    });
  }
}
