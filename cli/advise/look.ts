import { setTimeout as after } from "node:timers/promises";
import type { Instance } from "../../configs";
import { ask } from "../health/connect";
import type { DeployedInstance, Endpoint } from "../health/deployed";
import { fieldsOf, observeBy, parseInfo, type RedisView, redisView } from "../health/observe";
import { slowCommands, slowLog, whereAllowed } from "../top/sample";
import type { Facts, NodeFacts, Stall } from "./rules/facts";

interface NodeLook extends RedisView {
  /** Of `INFO everything`. */
  info?: Record<string, string>;
  /** Of CONFIG GET. */
  config?: Record<string, string>;
  slow?: NodeFacts["slow"];
  stalls?: Stall[];
}

interface LookOptions {
  settings: Instance;
  outageSeconds: number;
  /** Ends after the time that it is to be looked at. */
  wait: () => Promise<unknown>;
}

/** Waits so long. */
export const waiting = (ms: number) => () => after(ms);

/** Looks at all nodes twice; what happened in between is what they do. */
export async function factsOf(
  instance: DeployedInstance,
  { settings, outageSeconds, wait }: LookOptions,
): Promise<Facts> {
  const before = await observeBy<NodeLook>(instance, lookAt);
  await wait();
  const now = await observeBy<NodeLook>(instance, lookAt);
  const nodes = now.redis.flatMap((look) => {
    const earlier = before.redis.find(({ name }) => name === look.name);
    return hasInfo(earlier) && hasInfo(look) ? [nodeFacts(earlier, look)] : [];
  });
  return { settings, outageSeconds, seconds: nodes.length > 0 ? between(before.redis, now.redis) : 0, nodes };
}

type Whole = NodeLook & Required<Pick<NodeLook, "info" | "config">>;

function hasInfo(look: NodeLook | undefined): look is Whole {
  return look?.info !== undefined && look.config !== undefined;
}

async function lookAt(node: Endpoint, instance: DeployedInstance): Promise<NodeLook> {
  const [text, config, slow, latest] = await ask(node, instance, "ops", (client) =>
    Promise.all([
      client.info("everything"),
      client.config("GET", "io-threads"),
      slowLog(client),
      whereAllowed(async () => (await client.latency("LATEST")) as LatencyEvent[]),
    ]),
  );
  const info = parseInfo(text);
  const now = clock(info);
  return {
    ...{ ...redisView(node, info), info, config: fieldsOf(config) },
    ...{ slow: slow && slowCommands(slow, now), stalls: latest && stallsOf(latest, now) },
  };
}

/** Name, Unix time of the last one, what that took and the longest took in ms, and more that is not read here. */
type LatencyEvent = [event: string, at: number, ms: number, most: number, ...unknown[]];

const hour = 3600;

function stallsOf(events: readonly LatencyEvent[], now: number): Stall[] {
  return events.filter(([, at]) => now - at < hour).map(([event, , ms]) => ({ event, ms }));
}

/** By the node's own clock, in s. */
function clock(info: Record<string, string>): number {
  return Number(info.server_time_usec) / 1e6;
}

function between(before: readonly NodeLook[], now: readonly NodeLook[]): number {
  const [first, last] = [before.find(hasInfo), now.find(hasInfo)];
  return first && last ? clock(last.info) - clock(first.info) : 0;
}

/** Of two looks at a node; one that was started in between has done since then what it says. */
export function nodeFacts(
  before: Pick<Whole, "info">,
  { name, role, info, config, slow = [], stalls = [] }: Whole,
): NodeFacts {
  const number = (field: string) => Number(info[field] ?? 0);
  const restarted = before.info.run_id !== info.run_id;
  const more = (field: string) => number(field) - (restarted ? 0 : Number(before.info[field] ?? 0));
  const seconds = restarted
    ? Math.max(1, number("uptime_in_seconds"))
    : Math.max(0.001, clock(info) - clock(before.info));
  const lookups = more("keyspace_hits") + more("keyspace_misses");
  return {
    name,
    role: role === "master" ? "master" : "replica",
    uptime: number("uptime_in_seconds"),
    maxmemory: number("maxmemory"),
    policy: info.maxmemory_policy ?? "",
    used: number("used_memory"),
    peak: number("used_memory_peak"),
    fragmentation: number("allocator_frag_bytes"),
    copyOnWrite: Math.max(number("rdb_last_cow_size"), number("aof_last_cow_size")),
    clientBuffers: number("mem_clients_normal"),
    ...keyspace(info),
    reads: lookups / seconds,
    ...(lookups > 0 && { hitRate: more("keyspace_hits") / lookups }),
    evictions: more("evicted_keys") / seconds,
    commands: more("total_commands_processed") / seconds,
    cpu: (more("used_cpu_user_main_thread") + more("used_cpu_sys_main_thread")) / seconds,
    ioThreads: Number(config["io-threads"] ?? 1),
    written: more(role === "master" ? "master_repl_offset" : "slave_repl_offset") / seconds,
    backlog: number("repl_backlog_size"),
    clients: number("connected_clients"),
    maxclients: number("maxclients"),
    rejected: more("rejected_connections"),
    slow,
    stalls,
    forkSeconds: number("latest_fork_usec") / 1e6,
    delayedFsyncs: more("aof_delayed_fsync"),
  };
}

/** Over all databases: `db0:keys=3,expires=1,avg_ttl=0`. */
function keyspace(info: Record<string, string>): Pick<NodeFacts, "keys" | "expiring"> {
  const databases = Object.entries(info).flatMap(([name, text]) => (/^db\d+$/.test(name) ? [text] : []));
  const sum = (what: RegExp) => databases.reduce((total, text) => total + Number(what.exec(text)?.[1] ?? 0), 0);
  return { keys: sum(/keys=(\d+)/), expiring: sum(/expires=(\d+)/) };
}
