import { byPod, increase, ofAnyNode, ofNode, ofNote, ofProxy, ofSentinel, rate } from "./selectors";

/** A line of a panel for each series of a query. */
export interface Query {
  expr: string;
  /** As Grafana writes it: `{{pod}}`. */
  legend: string;
}

/** A plot over time, or one number. */
export interface PanelOf {
  title: string;
  /** An identifier of Grafana, such as `bytes`. */
  unit: string;
  queries: Query[];
  /** One number, or a name where the legend is one. */
  shown?: "number" | "name";
}

export interface RowOf {
  title: string;
  panels: PanelOf[];
}

const hits = `sum(${rate(ofNode("redis_keyspace_hits_total"))})`;
const misses = `sum(${rate(ofNode("redis_keyspace_misses_total"))})`;
const hitRate = `${hits} / (${hits} + ${misses})`;
const perCommand = (metric: string) => `sum by (cmd) (${rate(ofNode(metric, 'cmd!~"b[lrz].+|wait.*|xread.*"'))})`;
const ofPod = (expr: string): Query => ({ expr, legend: "{{pod}}" });

const plot = (title: string, unit: string, ...queries: Query[]): PanelOf => ({ title, unit, queries });
const number = (title: string, unit: string, expr: string): PanelOf => ({
  ...plot(title, unit, { expr, legend: title }),
  shown: "number",
});

const overview: RowOf = {
  title: "Overview",
  panels: [
    {
      ...plot("Master", "none", ofPod(byPod("max", ofAnyNode("redis_instance_info", 'role="master"')))),
      shown: "name",
    },
    number("Nodes that answer", "none", `sum(${byPod("max", ofAnyNode("redis_up"))})`),
    number("Sentinels that answer", "none", `sum(${byPod("max", ofSentinel("redis_up"))})`),
    number("Commands", "ops", `sum(${rate(ofNode("redis_commands_processed_total"))})`),
    number("Hit rate", "percentunit", hitRate),
    number(
      "Memory of the fullest node",
      "percentunit",
      `max(${ofNode("redis_memory_used_bytes")} / (${ofNode("redis_memory_max_bytes")} > 0))`,
    ),
  ],
};

const memory: RowOf = {
  title: "Memory",
  panels: [
    plot("Used", "bytes", ofPod(byPod("max", ofNode("redis_memory_used_bytes"))), {
      expr: `max(${ofNode("redis_memory_max_bytes")})`,
      legend: "maxmemory",
    }),
    plot("Resident", "bytes", ofPod(byPod("max", ofNode("redis_memory_used_rss_bytes")))),
    plot("Lost to fragmentation", "bytes", ofPod(byPod("max", ofNode("redis_allocator_frag_bytes")))),
    plot("Buffers of clients", "bytes", ofPod(byPod("max", ofNode("redis_mem_clients_normal")))),
    plot(
      "Copied on write by the last fork",
      "bytes",
      { expr: byPod("max", ofNode("redis_rdb_last_cow_size_bytes")), legend: "{{pod}} snapshot" },
      { expr: byPod("max", ofNode("redis_aof_last_cow_size_bytes")), legend: "{{pod}} append-only file" },
    ),
  ],
};

const traffic: RowOf = {
  title: "Traffic",
  panels: [
    plot("Commands", "ops", ofPod(byPod("sum", rate(ofNode("redis_commands_processed_total"))))),
    plot("Commands by kind", "ops", {
      expr: `topk(10, sum by (cmd) (${rate(ofNode("redis_commands_total"))}))`,
      legend: "{{cmd}}",
    }),
    plot("Look-ups", "ops", { expr: hits, legend: "hits" }, { expr: misses, legend: "misses" }),
    plot("Hit rate", "percentunit", { expr: hitRate, legend: "hit rate" }),
    plot(
      "Network",
      "Bps",
      { expr: byPod("sum", rate(ofNode("redis_net_input_bytes_total"))), legend: "{{pod}} in" },
      { expr: byPod("sum", rate(ofNode("redis_net_output_bytes_total"))), legend: "{{pod}} out" },
    ),
    plot("Errors", "ops", {
      expr: `sum by (err) (${rate(ofNode("redis_errors_total"))})`,
      legend: "{{err}}",
    }),
  ],
};

const latency: RowOf = {
  title: "Latency",
  panels: [
    plot("Time of a command in the mean, without those that wait", "s", {
      expr: `topk(10, ${perCommand("redis_commands_duration_seconds_total")} / ${perCommand("redis_commands_total")})`,
      legend: "{{cmd}}",
    }),
    plot("Slow commands", "short", ofPod(byPod("sum", increase(ofNode("redis_slowlog_last_id"))))),
    plot("CPU", "percentunit", {
      expr: byPod(
        "sum",
        `${rate(ofNode("redis_cpu_user_seconds_total"))} + ${rate(ofNode("redis_cpu_sys_seconds_total"))}`,
      ),
      legend: "{{pod}}",
    }),
    plot("Last fork", "s", ofPod(byPod("max", ofNode("redis_latest_fork_seconds")))),
  ],
};

const replication: RowOf = {
  title: "Replication",
  panels: [
    plot("Connected replicas", "none", ofPod(byPod("max", ofAnyNode("redis_connected_slaves")))),
    plot("Newest acknowledgement of a replica", "s", {
      expr: `max by (pod, slave_ip, slave_port) (${ofAnyNode("redis_connected_slave_lag_seconds")})`,
      legend: "{{slave_ip}}:{{slave_port}}",
    }),
    plot("Link to the master", "bool_on_off", ofPod(byPod("min", ofAnyNode("redis_master_link_up")))),
    plot("Written to replicas", "Bps", ofPod(byPod("max", rate(ofAnyNode("redis_master_repl_offset"))))),
    plot(
      "Syncs",
      "short",
      { expr: byPod("sum", increase(ofAnyNode("redis_replica_resyncs_full"))), legend: "{{pod}} full" },
      { expr: byPod("sum", increase(ofAnyNode("redis_replica_partial_resync_accepted"))), legend: "{{pod}} partial" },
    ),
    plot("Backlog", "bytes", ofPod(byPod("max", ofAnyNode("redis_repl_backlog_history_bytes")))),
  ],
};

const persistence: RowOf = {
  title: "Persistence",
  panels: [
    plot(
      "Age of the snapshot",
      "s",
      ofPod(`time() - ${byPod("max", ofNode("redis_rdb_last_save_timestamp_seconds"))}`),
    ),
    plot("Changes since then", "short", ofPod(byPod("max", ofNode("redis_rdb_changes_since_last_save")))),
    plot("Append-only file", "bytes", ofPod(byPod("max", ofNode("redis_aof_current_size_bytes")))),
    plot(
      "Last write succeeded",
      "bool_yes_no",
      { expr: byPod("min", ofNode("redis_rdb_last_bgsave_status")), legend: "{{pod}} snapshot" },
      { expr: byPod("min", ofNode("redis_aof_last_write_status")), legend: "{{pod}} append-only file" },
    ),
  ],
};

const clients: RowOf = {
  title: "Clients",
  panels: [
    plot("Connected", "none", ofPod(byPod("max", ofNode("redis_connected_clients"))), {
      expr: `max(${ofNode("redis_max_clients")})`,
      legend: "maxclients",
    }),
    plot("Blocked", "none", ofPod(byPod("max", ofNode("redis_blocked_clients")))),
    plot("New connections", "cps", ofPod(byPod("sum", rate(ofNode("redis_connections_received_total"))))),
    plot("Rejected connections", "cps", ofPod(byPod("sum", rate(ofNode("redis_rejected_connections_total"))))),
    plot(
      "Connections closed for their buffers",
      "cps",
      ofPod(byPod("sum", rate(ofNode("redis_evicted_clients_total")))),
    ),
    plot("Keys that clients keep themselves", "short", ofPod(byPod("max", ofNode("redis_tracking_total_keys")))),
  ],
};

const keyspace: RowOf = {
  title: "Keyspace",
  panels: [
    plot("Keys", "short", { expr: `max by (pod, db) (${ofNode("redis_db_keys")} > 0)`, legend: "{{pod}} {{db}}" }),
    plot("With a time to live", "short", {
      expr: `max by (pod, db) (${ofNode("redis_db_keys_expiring")} > 0)`,
      legend: "{{pod}} {{db}}",
    }),
    plot(
      "Keys that leave",
      "ops",
      { expr: byPod("sum", rate(ofNode("redis_expired_keys_total"))), legend: "{{pod}} expired" },
      { expr: byPod("sum", rate(ofNode("redis_evicted_keys_total"))), legend: "{{pod}} evicted" },
    ),
  ],
};

const sentinels: RowOf = {
  title: "Sentinels",
  panels: [
    plot("Masters that they name", "none", {
      expr: `count by (master_address) (${ofSentinel("redis_sentinel_master_status")})`,
      legend: "{{master_address}}",
    }),
    plot("Can reach a quorum", "bool_yes_no", ofPod(byPod("max", ofSentinel("redis_sentinel_master_ckquorum_status")))),
    plot(
      "Epoch, which each failover raises",
      "none",
      ofPod(byPod("max", ofSentinel("redis_sentinel_master_config_epoch"))),
    ),
    plot("TILT", "bool_yes_no", ofPod(byPod("max", ofSentinel("redis_sentinel_tilt")))),
  ],
};

const proxies: RowOf = {
  title: "Proxy",
  panels: [
    plot("Master that it knows", "none", {
      expr: `max by (pod, node) (${ofProxy("redis_cache_proxy_master")})`,
      legend: "{{pod}}: {{node}}",
    }),
    plot("Sentinels that it hears", "none", ofPod(byPod("min", ofProxy("redis_cache_proxy_sentinels_heard")))),
    plot("Switches", "short", ofPod(byPod("sum", increase(ofProxy("redis_cache_proxy_switches_total"))))),
    plot("Attempts that found no node, of HAProxy", "ops", {
      expr: `sum by (pod, side) (${rate(ofProxy("redis_cache_proxy_retries_total"))})`,
      legend: "{{pod}} {{side}}",
    }),
  ],
};

const backup: RowOf = {
  title: "Backup, drill, certificate",
  panels: [
    number("Age of the newest backup", "s", `time() - ${ofNote("backup:time")}`),
    number("Age of the last drill", "s", `time() - ${ofNote("drill:time")}`),
    number("Certificate expires in", "s", `${ofNote("node:certificate-end")} - time()`),
    plot("Size of a backup", "bytes", { expr: ofNote("backup:bytes"), legend: "backup" }),
    plot(
      "Time that it takes",
      "s",
      { expr: `${ofNote("backup:milliseconds")} / 1000`, legend: "backup" },
      { expr: ofNote("drill:seconds"), legend: "restore" },
    ),
  ],
};

/** Each row with its panels, in the order of the dashboard. */
export const rows: readonly RowOf[] = [
  ...[overview, memory, traffic, latency, replication, persistence],
  ...[clients, keyspace, sentinels, proxies, backup],
];

const master = ofAnyNode("redis_instance_info", 'role="master"');

/** A node that is master and was not, a minute ago. */
export const handOverQuery: Query = {
  expr: `${byPod("max", master)} unless ${byPod("max", `${master} offset 1m`)}`,
  legend: "{{pod}} is master",
};
