import { maxmemoryBytes } from "../../../../configs/defaults/memory";
import type { InstanceContext } from "../../../../configs/instance/context";
import { bytes } from "../../../../configs/schema/units";

/** Values by series, each in promtool's notation. */
export type Series = Record<string, string>;

/** A series of a pod of an instance. */
export function series({ name, namespace }: Place, metric: string, pod: string, labels = ""): string {
  return `${metric}{${labels === "" ? "" : `${labels}, `}namespace="${namespace}", pod="${name}-${pod}"}`;
}

type Place = Pick<InstanceContext, "name" | "namespace">;

/** One series of each metric that alerts read, of an instance that is well, and full where it evicts. */
export function healthy(context: InstanceContext, samples: number): Series {
  return { ...nodesAndSentinels(context, samples), ...backupsDone(context, samples, 60) };
}

/** Those that alerts of backups read, where every minute one is done. */
export function backupsDone(context: InstanceContext, samples: number, step: number): Series {
  const pods = ["master-0", ...replicasOf(context)];
  const notes = ["backup", "drill"].flatMap((subject) =>
    ["started", "time"].map((name) => `key="redis-cache:${subject}:${name}"`),
  );
  const all = pods.flatMap((pod) => [
    series(context, "redis_uptime_in_seconds", pod),
    ...(context.settings.backup ? notes.map((note) => series(context, "redis_key_value", pod, note)) : []),
  ]);
  return Object.fromEntries(all.map((one) => [one, `0+${step}x${samples}`]));
}

/** Names of replicas without that of the instance. */
export function replicasOf({ settings }: InstanceContext): string[] {
  return Array.from({ length: settings.replicas.min }, (_, index) => `replica-${index}`);
}

function nodesAndSentinels(context: InstanceContext, samples: number): Series {
  const { settings } = context;
  const replicas = replicasOf(context);
  const all: Series = {};
  const put = (metric: string, pod: string, value: string, labels = "") => {
    all[series(context, metric, pod, labels)] = `${value}x${samples}`;
  };
  for (const pod of ["master-0", ...replicas]) {
    const isMaster = pod === "master-0";
    for (const [metric, value] of Object.entries(nodeValues(context))) put(metric, pod, value);
    put("redis_instance_info", pod, "1", `role="${isMaster ? "master" : "slave"}"`);
    put("redis_connected_slaves", pod, isMaster ? String(replicas.length) : "0");
    put("redis_commands_total", pod, "0+6000", 'cmd="get"');
    put("redis_commands_duration_seconds_total", pod, "0+0.6", 'cmd="get"');
    // Workers that wait for jobs.
    put("redis_commands_total", pod, "0+600", 'cmd="blpop"');
    put("redis_commands_duration_seconds_total", pod, "0+3000", 'cmd="blpop"');
    put("redis_key_value", pod, "8640000", 'key="redis-cache:node:certificate-end"');
    if (isMaster) {
      for (const replica of replicas) put("redis_connected_slave_lag_seconds", pod, "1", `slave_ip="${replica}"`);
    } else {
      put("redis_master_link_up", pod, "1", 'master_host="cache-master-0"');
      put("redis_master_sync_in_progress", pod, "0", 'master_host="cache-master-0"');
    }
  }
  for (let index = 0; index < settings.sentinel.count; index++) {
    const pod = `sentinel-${index}`;
    put("redis_up", pod, "1");
    put("redis_sentinel_tilt", pod, "0");
    put("redis_sentinel_master_ckquorum_status", pod, "1", 'message="OK"');
    put("redis_sentinel_master_config_epoch", pod, "3", 'master_address="10.0.0.1:6379"');
    put("redis_sentinel_master_status", pod, "1", 'master_address="10.0.0.1:6379", master_status="ok"');
  }
  if (settings.proxy.kind !== "none") {
    for (const pod of ["proxy-5d4f8b7c9d-x2x4v", "proxy-5d4f8b7c9d-7kq2m"]) {
      put("redis_cache_proxy_master", pod, "1", 'node="cache-master-0"');
      put("redis_cache_proxy_sentinels", pod, "3");
      put("redis_cache_proxy_sentinels_heard", pod, "3");
      for (const side of ["write", "read"]) put("redis_cache_proxy_retries_total", pod, "2", `side="${side}"`);
    }
  }
  return all;
}

function nodeValues({ settings }: InstanceContext): Record<string, string> {
  const maxmemory = maxmemoryBytes(settings);
  const evicts = settings.memory.policy !== "noeviction";
  const used = Math.round(maxmemory * (evicts ? 1 : 0.5));
  return {
    redis_up: "1",
    redis_master_repl_offset: "0+60000",
    redis_replica_resyncs_full: "2",
    redis_memory_used_bytes: String(used),
    redis_memory_used_peak_bytes: String(Math.round(used * 1.02)),
    redis_memory_used_rss_bytes: String(
      Math.min(Math.round(used * 1.15), Math.round(bytes(settings.memory.limit) * 0.9)),
    ),
    redis_allocator_frag_bytes: "20000000",
    redis_keyspace_hits_total: "0+5700",
    redis_keyspace_misses_total: "0+300",
    redis_evicted_keys_total: evicts ? "0+600" : "0",
    redis_connected_clients: "100",
    redis_rejected_connections_total: "0",
    redis_evicted_clients_total: "0",
    redis_blocked_clients: "10",
    redis_slowlog_last_id: "0+1",
    redis_rdb_last_bgsave_status: "1",
    redis_aof_last_write_status: "1",
    redis_aof_last_bgrewrite_status: "1",
  };
}
