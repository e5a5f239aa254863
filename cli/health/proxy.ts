import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ProxyEndpoint } from "../../configs/connection";
import { reachOf } from "./connect";
import type { DeployedInstance } from "./deployed";

/** What a proxy says about itself; only the name where it does not answer. */
export interface ProxyView extends ProxyEndpoint {
  error?: string;
  /** Which haproxy.cfg it has in force. */
  configuration?: string;
  /** Name of the node to which it sends writes; undefined where no majority of the Sentinels has named one yet. */
  named?: string;
  /** Whether writes reach that node; they wait while it does not say that it is master. */
  open?: boolean;
  /** Sentinels that it hears, of all that it knows. */
  heard?: number;
  sentinels?: number;
  /** Age of the newest word of a Sentinel, in s; undefined before the first. */
  newestWord?: number;
  /** Names of the nodes to which it sends reads; undefined where it does not split them. */
  reads?: string[];
}

const answerWithinMs = 3_000;

/** Asks a process of the proxy. */
export async function viewProxy(proxy: ProxyEndpoint, instance: DeployedInstance): Promise<ProxyView> {
  // Its answer to /ready is the same before it is ready, with another status.
  const paths = ["/ready", "/sentinels"];
  const [state, metrics] = await Promise.all(paths.map((path) => get(proxy, path, instance)));
  const { reads, ...view } = parseState(state!);
  return { ...proxy, ...view, ...(proxy.shard === undefined && { reads }), ...parseWordAge(metrics!) };
}

/** When a process of the proxy began, or read its configuration anew, in seconds since 1970. */
export async function proxyStart(proxy: ProxyEndpoint, instance: DeployedInstance): Promise<number> {
  const read = metricIn(await get(proxy, "/sentinels", instance), "redis_cache_proxy_configured_time_seconds");
  // HAProxy begins another process for a changed file.
  return read ?? metricIn(await get(proxy, "/metrics", instance), "haproxy_process_start_time_seconds")!;
}

async function get(proxy: ProxyEndpoint, path: string, instance: DeployedInstance): Promise<string> {
  if (proxy.shard !== undefined) return written(proxy.name, proxy.shard, path, instance);
  const { host, port } = reachOf({ host: proxy.host, port: proxy.healthPort }, instance);
  const answer = await fetch(`http://${host}:${port}${path}`, { signal: AbortSignal.timeout(answerWithinMs) });
  return answer.text();
}

/** Twemproxy answers no HTTP: its follower of the shard writes every other second what it would say. */
async function written(name: string, shard: string, path: string, { nodes = "" }: DeployedInstance): Promise<string> {
  const file = join(nodes, name, "run", "shards", shard, path);
  const { mtimeMs } = await stat(file);
  const age = Date.now() - mtimeMs;
  if (age > freshMs) throw new Error(`it has said nothing for ${Math.round(age / 1000)} s`);
  return readFile(file, "utf8");
}

const freshMs = 15_000;

/**
 * Reads `configuration=0a1b`, `named=cache-master-0`, `open=yes`, `sentinels=3/3` and, of each node,
 * `cache-replica-0=ready`.
 */
export function parseState(text: string): Omit<ProxyView, keyof ProxyEndpoint | "error" | "newestWord"> {
  const {
    configuration,
    named,
    open,
    sentinels = "",
    ...nodes
  } = Object.fromEntries([...text.matchAll(/^([^=\s]+)=(.*)$/gm)].map(([, name, value]) => [name!, value!]));
  const [heard, all] = sentinels.split("/").map(Number);
  if (named === undefined || all === undefined) throw new Error(`not understood: ${text.slice(0, 80)}`);
  return {
    configuration,
    ...(named !== "none" && { named }),
    open: open !== "no",
    heard,
    sentinels: all,
    reads: Object.keys(nodes).filter((node) => nodes[node] === "ready"),
  };
}

function parseWordAge(metrics: string): Pick<ProxyView, "newestWord"> {
  const age = metricIn(metrics, "redis_cache_proxy_newest_word_age_seconds") ?? -1;
  return age < 0 ? {} : { newestWord: age };
}

function metricIn(metrics: string, name: string): number | undefined {
  const found = new RegExp(`^${name} (\\S+)$`, "m").exec(metrics);
  return found ? Number(found[1]) : undefined;
}
