import { createConnection } from "node:net";
import { text } from "node:stream/consumers";
import type { Cluster, ClusterNode } from "../cluster";

/** What the proxy says at `/ready`: the node that takes writes, Sentinels heard, and each node's reads. */
export async function proxyView({ context }: Cluster): Promise<Record<string, string>> {
  const { healthPort } = context.settings.proxy;
  try {
    const response = await fetch(`http://127.0.0.1:${healthPort}/ready`);
    const lines = (await response.text()).trim().split("\n");
    const fields = Object.fromEntries(lines.map((line) => line.split("=") as [string, string]));
    return { ready: String(response.ok), ...fields };
  } catch {
    return { ready: "silent" };
  }
}

/**
 * Waits until the proxy sends writes to the master, hears all Sentinels, reads go to all other nodes that run, and the
 * master's next hand-over would wait for it.
 */
export async function proxySettled(cluster: Cluster): Promise<void> {
  const sentinels = cluster.sentinels.length;
  let view: Record<string, string> = {};
  await cluster.waitFor("the proxy follows", async () => {
    view = await proxyView(cluster);
    const [master, ...others] = await cluster.masters();
    if (!master || others.length > 0) return false;
    const replicas = cluster.redis.filter((node) => node !== master && node.isWanted);
    const reads = replicas.every((node) => view[node.name] === "ready");
    const follows = view.named === master.name && view.open === "yes" && view.sentinels === `${sentinels}/${sentinels}`;
    return follows && reads && (await isPresentOn(master));
  });
}

/** Whether the proxy is subscribed there, through its own write side: a hand-over waits until that is cut. */
async function isPresentOn(master: ClusterNode): Promise<boolean> {
  const [, count] = await master.ask<[string, number]>("PUBSUB", "NUMSUB", "redis-cache:proxy");
  return count > 0;
}

/** What is wrong with where the proxy, if there is one, sends writes. */
export async function proxyProblems(cluster: Cluster): Promise<string[]> {
  if (!cluster.proxy) return [];
  const [{ named, open }, [master]] = await Promise.all([proxyView(cluster), cluster.masters()]);
  if (!master || (named === master.name && open === "yes")) return [];
  return [`${cluster.proxy.name} sends writes to ${named ?? "nobody"}, open: ${open}`];
}

/** One command on HAProxy's own socket; its answer. */
export async function adminCommand({ proxy }: Cluster, command: string): Promise<string> {
  const socket = createConnection(proxy!.path("run", "admin.sock"));
  socket.end(`${command}\n`);
  return text(socket);
}
