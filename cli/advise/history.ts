import type { Prometheus } from "../prometheus";
import { UserError } from "../terminal/errors";
import type { Facts, NodeFacts } from "./rules/facts";

/** Where the past of an instance is, and how much of it to look at. */
export interface History {
  /** Scrapes its exporters, with labels `namespace` and `pod`. */
  prometheus: Prometheus;
  namespace: string;
  seconds: number;
}

/** What Prometheus knows of a node; a value is missing where it has no series. */
type Past = Partial<Pick<NodeFacts, Fact>>;
type Fact = keyof typeof queries;

/** The rate in five minutes; the look itself takes the moment. */
const rate = (counter: string) => `rate(${counter}{$}[5m])`;
const most = (value: string) => `max_over_time((${value})[@:^])`;
const total = (counter: string) => `increase(${counter}{$}[@])`;

const hits = total("redis_keyspace_hits_total");
const lookups = `(${hits} + ${total("redis_keyspace_misses_total")})`;

/** By fact: `$` stands for the labels of the nodes, `@` for the time, `*` for its seconds, `^` for a two-thousandth. */
const queries = {
  peak: "max_over_time(redis_memory_used_bytes{$}[@])",
  clients: "max_over_time(redis_connected_clients{$}[@])",
  clientBuffers: "max_over_time(redis_mem_clients_normal{$}[@])",
  copyOnWrite: most('max by (pod) ({__name__=~"redis_(rdb|aof)_last_cow_size_bytes",$})'),
  forkSeconds: "max_over_time(redis_latest_fork_seconds{$}[@])",
  written: most(rate("redis_master_repl_offset")),
  commands: most(rate("redis_commands_processed_total")),
  cpu: most(`${rate("redis_cpu_user_main_thread_seconds_total")} + ${rate("redis_cpu_sys_main_thread_seconds_total")}`),
  rejected: total("redis_rejected_connections_total"),
  // Of all the time, not at its worst moment: a cache that was just emptied has a low rate for a while.
  reads: `${lookups} / *`,
  hitRate: `${hits} / ${lookups}`,
  evictions: `${total("redis_evicted_keys_total")} / *`,
  // How long there is something to go by.
  uptime: "time() - min_over_time(timestamp(redis_up{$})[@:^])",
} as const;

/**
 * Facts with what was most in all that time in place of the moment, where that is more; and what is a mean in place of
 * that of the look.
 */
export async function withHistory(facts: Facts, history: History): Promise<Facts> {
  const past = await pastOf(facts.nodes, history);
  return { ...facts, nodes: facts.nodes.map((node) => ({ ...node, ...ofNode(node, past.get(node.name) ?? {}) })) };
}

const means: readonly Fact[] = ["reads", "hitRate", "evictions"];

function ofNode(node: NodeFacts, past: Past): Past {
  const known = Object.entries(past) as [Fact, number][];
  return Object.fromEntries(
    known.map(([fact, value]) => [fact, means.includes(fact) ? value : Math.max(node[fact] ?? 0, value)]),
  );
}

async function pastOf(
  nodes: readonly NodeFacts[],
  { prometheus, namespace, seconds }: History,
): Promise<Map<string, Past>> {
  const labels = `namespace="${namespace}",pod=~"${nodes.map(({ name }) => name).join("|")}"`;
  const past = new Map<string, Past>();
  const step = `${Math.max(1, Math.round(seconds / 2000))}s`;
  const read = async ([fact, text]: [string, string]) => {
    const timed = text.replaceAll("@", `${seconds}s`).replaceAll("^", step).replaceAll("*", String(seconds));
    const query = timed.replaceAll("$", () => labels);
    for (const { labels, value } of await prometheus.now(query)) {
      const pod = labels.pod ?? "";
      if (Number.isFinite(value)) past.set(pod, { ...past.get(pod), [fact]: value });
    }
  };
  await Promise.all(Object.entries(queries).map(read));
  if (past.size === 0) {
    throw new UserError(
      `--prometheus ${prometheus.url}: it has no series of redis_exporter with ${labels}.`,
      "let it scrape the exporters with labels namespace and pod: docs/monitoring.md",
    );
  }
  return past;
}
