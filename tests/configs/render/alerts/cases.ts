import { maxmemoryBytes } from "../../../../configs/defaults/memory";
import type { InstanceContext } from "../../../../configs/instance/context";
import { bytes, seconds } from "../../../../configs/schema/units";
import { replicasOf, series, type Series } from "./series";

/** What differs from an instance that is well, and whether an alert is firing at a time. */
export interface Case {
  alert: string;
  says: string;
  /** How many are firing, or the summary of the one that is. */
  fires: number | string;
  /** Minutes, or steps of five of them with `slow`. */
  at: number;
  slow?: boolean;
  series: Series;
  /** Pods whose series are all left out. */
  without?: RegExp;
}

type Make = (alert: string, rows: Row[]) => Case[];
type Row = [says: string, fires: number | string, series: Series, more?: Partial<Case>];

const rows: Make = (alert, all) =>
  all.map(([says, fires, changed, more]) => ({ alert, says, fires, at: 30, series: changed, ...more }));

const lost = (alive: string, dead = "_") => `${alive}x5 ${dead}x40`;

/** Two or more cases of each alert in which it is firing, three or more in which it is not. */
export function casesOf(context: InstanceContext): Case[] {
  return [
    ...nodeCases(context),
    ...roleCases(context),
    ...sentinelCases(context),
    ...replicationCases(context),
    ...memoryCases(context),
    ...hitRateCases(context),
    ...clientCases(context),
    ...persistenceCases(context),
    ...noteCases(context),
    ...backupCases(context),
    ...proxyCases(context),
  ];
}

function nodeCases(context: InstanceContext): Case[] {
  const s = (metric: string, pod: string, labels?: string) => series(context, metric, pod, labels);
  const { count } = context.settings.sentinel;
  const { min } = context.settings.replicas;
  return [
    ...rows("RedisNodeDown", [
      ["a server does not answer", 1, { [s("redis_up", "replica-0")]: "1x5 0x40" }],
      ["two do not", 2, { [s("redis_up", "replica-0")]: "1x5 0x40", [s("redis_up", "master-0")]: "1x5 0x40" }],
      [
        "every other scrape fails: a slow answer",
        0,
        { [s("redis_up", "master-0")]: "1 0 1 0 1 0 1 0 1 0 1".repeat(1) + " 0 1".repeat(20) },
      ],
      ["a restart of a minute", 0, { [s("redis_up", "replica-0")]: "1x26 0x1 1x10" }],
      ["a node of another instance is down", 0, { 'redis_up{namespace="other", pod="cache-master-0"}': "0x40" }],
      [
        "a node of an instance with a longer name",
        0,
        { 'redis_up{namespace="redis", pod="my-cache-master-0"}': "0x40" },
      ],
    ]),
    ...rows("RedisExporterDown", [
      [
        "one is not scraped any more",
        `Prometheus has metrics of ${min} nodes, and ${1 + min} should run`,
        {},
        { without: /replica-0/ },
      ],
      ["none is", `Prometheus has metrics of 0 nodes, and ${1 + min} should run`, {}, { without: /(master|replica)-/ }],
      ["all are", 0, {}],
      ["a pod is created again within two minutes", 0, { [s("redis_up", "replica-0")]: "1x24 _ _ 1x20" }],
      ["a server is down, and its exporter is not", 0, { [s("redis_up", "replica-0")]: "0x40" }],
      ["one more replica by autoscaling", 0, { [s("redis_up", "replica-7")]: "1x40" }],
    ]),
    ...rows("RedisSentinelsMissing", [
      [
        "one does not answer",
        `${count - 1} Sentinels answer, and ${count} should run`,
        { [s("redis_up", "sentinel-0")]: "1x5 0x40" },
      ],
      ["none is there", 1, {}, { without: /sentinel-/ }],
      ["all answer", 0, {}],
      ["one restarts", 0, { [s("redis_up", "sentinel-0")]: "1x25 0 1x20" }],
      ["every other scrape fails", 0, { [s("redis_up", "sentinel-0")]: "1" + " 0 1".repeat(20) }],
    ]),
  ];
}

function roleCases(context: InstanceContext): Case[] {
  const info = (pod: string, role: string) => series(context, "redis_instance_info", pod, `role="${role}"`);
  return [
    ...rows("RedisMasterMissing", [
      ["the master is gone, and nobody took its place", 1, { [info("master-0", "master")]: lost("1") }],
      ["all are replicas", 1, { [info("master-0", "master")]: lost("1"), [info("master-0", "slave")]: "_x5 1x40" }],
      [
        "the master has moved",
        0,
        { [info("master-0", "master")]: lost("1"), [info("replica-0", "master")]: "_x5 1x40" },
      ],
      ["for half a minute nobody is", 0, { [info("master-0", "master")]: "1x29 _ 1x20" }],
      ["another instance has none", 0, { 'redis_up{namespace="redis", pod="other-master-0"}': "1x40" }],
      ["nothing is scraped, which another alert says", 0, {}, { without: /(master|replica)-/ }],
    ]),
    ...rows("RedisTwoMasters", [
      ["a second node says so", "2 nodes say that they are the master", { [info("replica-0", "master")]: "_x5 1x40" }],
      [
        "as a role that changed",
        1,
        { [info("replica-0", "slave")]: lost("1"), [info("replica-0", "master")]: "_x5 1x40" },
      ],
      [
        "each of two instances has one",
        0,
        { 'redis_instance_info{role="master", namespace="redis", pod="other-master-0"}': "1x40" },
      ],
      [
        "each of two namespaces has one",
        0,
        { 'redis_instance_info{role="master", namespace="other", pod="cache-master-0"}': "1x40" },
      ],
      ["one scrape of a hand-over sees two", 0, { [info("replica-0", "master")]: "_x29 1 stale _x20" }],
      [
        "a label of the master's information changed",
        0,
        { [series(context, "redis_instance_info", "master-0", 'redis_version="8.2.4", role="master"')]: "1x40" },
      ],
    ]),
  ];
}

function sentinelCases(context: InstanceContext): Case[] {
  const s = (metric: string, pod: string, labels?: string) => series(context, metric, pod, labels);
  const quorum = (pod: string) => s("redis_sentinel_master_ckquorum_status", pod, 'message="OK"');
  const no = (pod: string) => s("redis_sentinel_master_ckquorum_status", pod, 'message="NOQUORUM"');
  const status = (pod: string, address: string, state = "ok") =>
    s("redis_sentinel_master_status", pod, `master_address="${address}:6379", master_status="${state}"`);
  const epoch = (pod: string, address: string) =>
    s("redis_sentinel_master_config_epoch", pod, `master_address="${address}:6379"`);
  return [
    ...rows("RedisSentinelQuorumLost", [
      [
        "two hear no quorum",
        1,
        Object.fromEntries(
          ["sentinel-0", "sentinel-1"].flatMap((pod) => [
            [quorum(pod), lost("1")],
            [no(pod), "_x5 0x40"],
          ]),
        ),
      ],
      ["two are gone", 1, {}, { without: /sentinel-[01]/ }],
      ["one is cut off", 0, { [quorum("sentinel-0")]: lost("1"), [no("sentinel-0")]: "_x5 0x40" }],
      ["one restarts", 0, { [quorum("sentinel-0")]: "1x27 _ _ 1x20" }],
      [
        "the words of an answer change",
        0,
        {
          [quorum("sentinel-0")]: lost("1"),
          [s("redis_sentinel_master_ckquorum_status", "sentinel-0", 'message="OK 3 usable"')]: "_x5 1x40",
        },
      ],
    ]),
    ...rows("RedisSentinelsDisagree", [
      [
        "one names another master",
        "the Sentinels name 2 masters",
        { [status("sentinel-0", "10.0.0.1")]: lost("1"), [status("sentinel-0", "10.0.0.2")]: "_x5 1x40" },
      ],
      [
        "each names another",
        "the Sentinels name 3 masters",
        {
          [status("sentinel-0", "10.0.0.1")]: lost("1"),
          [status("sentinel-0", "10.0.0.2")]: "_x5 1x40",
          [status("sentinel-1", "10.0.0.3")]: "_x5 1x40",
        },
      ],
      [
        "all follow a move",
        0,
        Object.fromEntries(
          ["sentinel-0", "sentinel-1", "sentinel-2"].flatMap((pod) =>
            [[status(pod, "10.0.0.1")]].flat().flatMap((old) => [
              [old, "1x20 _x20"],
              [status(pod, "10.0.0.2"), "_x20 1x20"],
            ]),
          ),
        ),
      ],
      ["one follows a scrape later", 0, { [status("sentinel-0", "10.0.0.2")]: "_x29 1 stale _x20" }],
      [
        "one finds the master down",
        0,
        { [status("sentinel-0", "10.0.0.1")]: lost("1"), [status("sentinel-0", "10.0.0.1", "sdown")]: "_x5 1x40" },
      ],
      [
        "those of another instance name another",
        0,
        {
          'redis_sentinel_master_status{master_address="10.0.0.9:6379", master_status="ok", namespace="redis", pod="other-sentinel-0"}':
            "1x40",
        },
      ],
    ]),
    ...rows("RedisSentinelTilt", [
      [
        "one is in TILT",
        `${context.name}-sentinel-0 is in TILT mode, and takes part in no failover`,
        { [s("redis_sentinel_tilt", "sentinel-0")]: "0x5 1x40" },
      ],
      [
        "two are",
        2,
        { [s("redis_sentinel_tilt", "sentinel-0")]: "0x5 1x40", [s("redis_sentinel_tilt", "sentinel-1")]: "0x5 1x40" },
      ],
      ["none is", 0, {}],
      ["for one scrape", 0, { [s("redis_sentinel_tilt", "sentinel-0")]: "0x29 1 0x20" }],
      ["it ended", 0, { [s("redis_sentinel_tilt", "sentinel-0")]: "1x20 0x20" }],
    ]),
    ...rows("RedisMasterMovesOften", [
      [
        "to and fro",
        "the master's role moved 7 times within an hour",
        { [epoch("sentinel-0", "10.0.0.1")]: "3x5 _x40", [epoch("sentinel-0", "10.0.0.2")]: "_x5 4x3 6x3 8x3 10x40" },
      ],
      ["each few minutes", 1, { [epoch("sentinel-1", "10.0.0.1")]: "3+0.5x40" }],
      [
        "two hand-overs, and those of a rolling restart",
        0,
        { [epoch("sentinel-0", "10.0.0.1")]: "3x5 _x40", [epoch("sentinel-0", "10.0.0.2")]: "_x5 4x3 5x3 6x3 8x40" },
      ],
      ["none", 0, {}],
      [
        "a new Sentinel begins at 0",
        0,
        {
          [epoch("sentinel-0", "10.0.0.1")]: "0x3 40x40",
          [epoch("sentinel-1", "10.0.0.1")]: "40x45",
          [epoch("sentinel-2", "10.0.0.1")]: "40x45",
        },
      ],
    ]),
  ];
}

function replicationCases(context: InstanceContext): Case[] {
  const s = (metric: string, pod: string, labels?: string) => series(context, metric, pod, labels);
  const { master, memory, replicas } = context.settings;
  const connected = (count: number, before = replicas.min) => ({
    [s("redis_connected_slaves", "master-0")]: `${before}x5 ${count}x40`,
  });
  const lag = (values: string) => ({
    [s("redis_connected_slave_lag_seconds", "master-0", 'slave_ip="replica-0"')]: values,
  });
  const link = (pod: string, values: string) => ({
    [s("redis_master_link_up", pod, 'master_host="cache-master-0"')]: values,
  });
  const sync = (values: string) => ({
    [s("redis_master_sync_in_progress", "replica-0", 'master_host="cache-master-0"')]: values,
  });
  const backlog = bytes(memory.reserves.replicationBacklog);
  const maxLag = seconds(master.maxLag);
  const full = (values: string) => ({ [s("redis_replica_resyncs_full", "master-0")]: values });
  const many = 2 * (1 + replicas.max) + 1;
  return [
    ...rows("RedisReplicasMissing", [
      ["one is not connected", 1, connected(replicas.min - 1)],
      ["none is", "0 replicas are connected to the master, and " + replicas.min + " should be", connected(0)],
      [
        "the master moves, and for two scrapes one is missing",
        0,
        { [s("redis_connected_slaves", "master-0")]: `${replicas.min}x27 0x1 ${replicas.min}x20` },
      ],
      ["another instance has none", 0, { 'redis_connected_slaves{namespace="redis", pod="other-master-0"}': "0x40" }],
      [
        "the role moved to another node",
        0,
        { ...connected(0), [s("redis_connected_slaves", "replica-0")]: `0x5 ${replicas.min}x40` },
      ],
    ]),
    ...rows("RedisWritesRefused", [
      ["too few are connected", 1, connected(master.minReplicasToWrite - 1)],
      [
        "on the node that is master now",
        1,
        { ...connected(0), [s("redis_connected_slaves", "replica-0")]: `0x5 ${master.minReplicasToWrite - 1}x40` },
      ],
      ["as many as it takes", 0, connected(master.minReplicasToWrite)],
      ["for one scrape", 0, { [s("redis_connected_slaves", "master-0")]: `${replicas.min}x29 0x0 ${replicas.min}x20` }],
      ["another instance has none", 0, { 'redis_connected_slaves{namespace="redis", pod="other-master-0"}': "0x40" }],
    ]),
    ...rows("RedisReplicationLag", [
      ["one is behind", `a replica acknowledged the master's writes ${maxLag + 5} s ago`, lag(`1x5 ${maxLag + 5}x40`)],
      ["one falls behind", 1, lag("0+5x40")],
      ["each acknowledges in time", 0, lag(`${maxLag}x40`)],
      ["one is late for a scrape", 0, lag(`1x29 ${maxLag + 5} 1x20`)],
      [
        "one of another instance",
        0,
        { 'redis_connected_slave_lag_seconds{namespace="other", pod="cache-master-0"}': "600x40" },
      ],
    ]),
    ...rows("RedisReplicaLinkDown", [
      ["its link is down", `${context.name}-replica-0 has no link to its master`, link("replica-0", "1x5 0x40")],
      ["that of a former master, too", 2, { ...link("replica-0", "1x5 0x40"), ...link("master-0", "_x5 0x40") }],
      ["a full sync runs", 0, { ...link("replica-0", "1x5 0x40"), ...sync("0x5 1x40") }],
      ["a minute", 0, link("replica-0", "1x27 0 0 1x20")],
      [
        "the master it names changes",
        0,
        {
          ...link("replica-0", lost("1")),
          [s("redis_master_link_up", "replica-0", 'master_host="cache-replica-1"')]: "_x5 1x40",
        },
      ],
    ]),
    ...rows("RedisBacklogSmall", [
      ["a minute of writes does not fit", 1, { [s("redis_master_repl_offset", "master-0")]: `0+${backlog * 1.5}x40` }],
      ["not by far", 1, { [s("redis_master_repl_offset", "master-0")]: `0+${backlog * 10}x40` }],
      ["it fits", 0, { [s("redis_master_repl_offset", "master-0")]: `0+${Math.floor(backlog * 0.9)}x40` }],
      [
        "a burst of five minutes",
        0,
        { [s("redis_master_repl_offset", "master-0")]: `0x20 0+${backlog * 2}x4 ${backlog * 8}x20` },
      ],
      [
        "a node that begins again at 0",
        0,
        { [s("redis_master_repl_offset", "replica-0")]: "90000000000x10 0+60000x30" },
      ],
    ]),
    ...rows("RedisFullSyncs", [
      ["again and again", 1, full(`0+${Math.ceil(many / 10)}x40`)],
      [
        "spread over two masters",
        1,
        {
          ...full(`0+${Math.ceil(many / 20)}x40`),
          [s("redis_replica_resyncs_full", "replica-0")]: `0+${Math.ceil(many / 20)}x40`,
        },
      ],
      ["each replica once, as after a rolling restart", 0, full(`0x10 ${replicas.max}x40`)],
      ["long ago", 0, full(`${10 * many}x40`)],
      ["none", 0, {}],
    ]),
  ];
}

function memoryCases(context: InstanceContext): Case[] {
  const { settings } = context;
  const limit = bytes(settings.memory.limit);
  const maxmemory = maxmemoryBytes(settings);
  const used = (share: number, pod = "master-0") => ({
    [series(context, "redis_memory_used_bytes", pod)]: `${Math.round(maxmemory * share)}x40`,
  });
  const at =
    (metric: string) =>
    (share: number, pod = "master-0", before = "") => ({
      [series(context, metric, pod)]: `${before}${Math.round(limit * share)}x40`,
    });
  const [rss, peak, frag] = [
    "redis_memory_used_rss_bytes",
    "redis_memory_used_peak_bytes",
    "redis_allocator_frag_bytes",
  ].map(at);
  return [
    ...rows("RedisMemoryFull", [
      ["it is full", `${context.name}-master-0 uses 95% of maxmemory, and evicts nothing to take more`, used(0.95)],
      ["all nodes are", 2, { ...used(0.99), ...used(0.99, "replica-0") }],
      ["nearly", 0, used(0.89)],
      ["a minute of it", 0, { [series(context, "redis_memory_used_bytes", "master-0")]: `1x28 ${maxmemory}x1 1x20` }],
      [
        "another instance is full",
        0,
        { 'redis_memory_used_bytes{namespace="redis", pod="other-master-0"}': "1e15x40" },
      ],
    ]),
    ...rows("RedisMemoryNearLimit", [
      ["near the end", `${context.name}-master-0 uses 97% of memory.limit, and is killed at 100 %`, rss!(0.97)],
      ["two nodes", 2, { ...rss!(0.99), ...rss!(0.96, "replica-0") }],
      ["a cache that is full at maxmemory", 0, {}],
      ["with copies of pages while it saves", 0, rss!(0.93)],
      [
        "for two scrapes",
        0,
        { [series(context, "redis_memory_used_rss_bytes", "master-0")]: `1x28 ${limit} ${limit} 1x20` },
      ],
      [
        "maxmemory as the exporter sees it is 0",
        0,
        { [series(context, "redis_memory_max_bytes", "master-0")]: "0x40" },
      ],
    ]),
    ...rows("RedisMemoryPeak", [
      ["it once came near", `the server of ${context.name}-master-0 has once used 92% of memory.limit`, peak!(0.92)],
      ["two did", 2, { ...peak!(0.95), ...peak!(0.95, "replica-0") }],
      ["a cache that is full", 0, {}],
      ["below", 0, peak!(0.89)],
      [
        "another instance did",
        0,
        { 'redis_memory_used_peak_bytes{namespace="other", pod="cache-master-0"}': "1e15x40" },
      ],
    ]),
    ...rows("RedisMemoryFragmented", [
      ["much is lost", 1, frag!(0.3), { at: 40 }],
      ["on two nodes", 2, { ...frag!(0.3), ...frag!(0.4, "replica-0") }, { at: 40 }],
      [
        "a ratio of 12 with a small data set",
        0,
        {
          [series(context, "redis_mem_fragmentation_ratio", "master-0")]: "12.1x45",
          [series(context, "redis_allocator_frag_bytes", "master-0")]: "9000000x45",
        },
        { at: 40 },
      ],
      [
        "left by a peak",
        0,
        {
          ...frag!(0.3),
          [series(context, "redis_memory_used_bytes", "master-0")]: `${Math.round(maxmemory * 0.3)}x45`,
          [series(context, "redis_memory_used_peak_bytes", "master-0")]: `${maxmemory}x45`,
        },
        { at: 40 },
      ],
      ["a ratio below 1", 0, { [series(context, "redis_mem_fragmentation_ratio", "master-0")]: "0.6x45" }, { at: 40 }],
    ]),
  ];
}

function hitRateCases(context: InstanceContext): Case[] {
  const pods = ["master-0", ...replicasOf(context)];
  const lookups = (hits: string, misses: string, evicted = "0x90"): Series =>
    Object.fromEntries(
      pods.flatMap((pod) => [
        [series(context, "redis_keyspace_hits_total", pod), hits],
        [series(context, "redis_keyspace_misses_total", pod), misses],
        [series(context, "redis_evicted_keys_total", pod), evicted],
      ]),
    );
  const one = (pod: string, hits: string, misses: string) => ({
    ...lookups("0x90", "0x90"),
    [series(context, "redis_keyspace_hits_total", pod)]: hits,
    [series(context, "redis_keyspace_misses_total", pod)]: misses,
  });
  return [
    ...rows("RedisHitRateLow", [
      ["below 90 %", "50% of look-ups find their key", lookups("0+3000x40", "0+3000x40")],
      ["only one node is asked", "80% of look-ups find their key", one("master-0", "0+8000x40", "0+2000x40")],
      ["replicas that nobody reads, with the exporter's misses", 0, one("master-0", "0+9500x40", "0+500x40")],
      ["an idle cache: no traffic at all", 0, lookups("0x40", "0x40")],
      ["an idle cache: the exporter's own misses", 0, lookups("0x40", "0+48x40")],
      ["good", 0, {}],
    ]),
    ...rows("RedisEvictionsHurt", [
      ["from 95 to 70 %", 1, lookups("0+9500x50 480000+7000x30", "0+500x50 28000+3000x30", "0+600x90"), { at: 65 }],
      ["to next to nothing", 1, lookups("0+9500x50 475000+100x30", "0+500x50 34900+9900x30", "0+600x90"), { at: 65 }],
      ["full, and as good as before", 0, {}, { at: 65 }],
      ["worse, and nothing is evicted", 0, lookups("0+9500x50 480000+7000x30", "0+500x50 28000+3000x30"), { at: 65 }],
      ["without traffic", 0, lookups("0+95x50 4800+7x30", "0+5x50 300+30x30", "0+600x90"), { at: 65 }],
    ]),
  ];
}

function clientCases(context: InstanceContext): Case[] {
  const { maxclients } = context.settings.network;
  const gauge =
    (metric: string) =>
    (share: number, pod = "master-0") => ({
      [series(context, metric, pod)]: `100x5 ${Math.round(maxclients * share)}x40`,
    });
  const [clients, blocked] = [gauge("redis_connected_clients"), gauge("redis_blocked_clients")];
  const counter = (metric: string, values: string, pod = "master-0", labels?: string) => ({
    [series(context, metric, pod, labels)]: values,
  });
  const time = (values: string, pod = "master-0", cmd = "get") =>
    counter("redis_commands_duration_seconds_total", values, pod, `cmd="${cmd}"`);
  return [
    ...rows("RedisClientsNearLimit", [
      ["nearly all", `${context.name}-master-0 has 90% of the ${maxclients} clients that it takes`, clients(0.9)],
      ["on two nodes", 2, { ...clients(0.9), ...clients(0.95, "replica-0") }],
      ["many", 0, clients(0.79)],
      [
        "for three minutes",
        0,
        { [series(context, "redis_connected_clients", "master-0")]: `100x26 ${maxclients}x2 100x20` },
      ],
      [
        "those of another instance",
        0,
        { 'redis_connected_clients{namespace="redis", pod="other-master-0"}': "999999x40" },
      ],
    ]),
    ...rows("RedisConnectionsRejected", [
      ["some are", 1, counter("redis_rejected_connections_total", "0+5x40")],
      [
        "two nodes refuse",
        2,
        {
          ...counter("redis_rejected_connections_total", "0+5x40"),
          ...counter("redis_rejected_connections_total", "0+5x40", "replica-0"),
        },
      ],
      ["long ago", 0, counter("redis_rejected_connections_total", "500x40")],
      ["a server begins again at 0", 0, counter("redis_rejected_connections_total", "7x28 0x20")],
      ["none", 0, {}],
    ]),
    ...rows("RedisClientsBlocked", [
      ["most wait", 1, blocked(0.6)],
      ["on two nodes", 2, { ...blocked(0.6), ...blocked(0.9, "replica-0") }],
      ["a hundred workers wait for jobs", 0, counter("redis_blocked_clients", "100x40")],
      ["while a hand-over pauses writes", 0, counter("redis_blocked_clients", `0x29 ${maxclients} 0x20`)],
      ["none", 0, counter("redis_blocked_clients", "0x40")],
    ]),
    ...rows("RedisClientsEvicted", [
      ["again and again", 1, counter("redis_evicted_clients_total", "0+2x40")],
      [
        "on two nodes",
        2,
        {
          ...counter("redis_evicted_clients_total", "0+2x40"),
          ...counter("redis_evicted_clients_total", "0+9x40", "replica-0"),
        },
      ],
      ["one in five minutes", 0, counter("redis_evicted_clients_total", "0x4 1x4 2x4 3x4 4x4 5x4 6x20")],
      ["many, long ago", 0, counter("redis_evicted_clients_total", "5000x40")],
      ["a burst of a minute, just now", 0, counter("redis_evicted_clients_total", "0x27 60x20")],
    ]),
    ...rows("RedisSlowCommands", [
      ["many", 1, counter("redis_slowlog_last_id", "0+20x40")],
      [
        "on two nodes",
        2,
        { ...counter("redis_slowlog_last_id", "0+20x40"), ...counter("redis_slowlog_last_id", "0+50x40", "replica-0") },
      ],
      ["some", 0, counter("redis_slowlog_last_id", "0+5x40")],
      ["many, long ago", 0, counter("redis_slowlog_last_id", "100000x40")],
      ["a burst of a minute", 0, counter("redis_slowlog_last_id", "0x27 60x20")],
    ]),
    ...rows("RedisLatencyHigh", [
      ["10 ms each", `a command takes 10ms on ${context.name}-master-0, in the mean`, time("0+60x40")],
      ["on two nodes", 2, { ...time("0+60x40"), ...time("0+90x40", "replica-0") }],
      ["workers that wait", 0, time("0+6000x40", "master-0", "blpop")],
      [
        "one slow command where there is no traffic",
        0,
        { ...time("0+60x40"), ...counter("redis_commands_total", "0+6x40", "master-0", 'cmd="get"') },
      ],
      ["quick", 0, {}],
    ]),
  ];
}

function persistenceCases(context: InstanceContext): Case[] {
  const failing = (metric: string, wait: number) => {
    const one = (values: string, pod = "master-0") => ({ [series(context, metric, pod)]: values });
    return (alert: string) =>
      rows(alert, [
        ["it fails", 1, one("1x5 0x40")],
        ["on two nodes", 2, { ...one("1x5 0x40"), ...one("0x40", "replica-0") }],
        ["it works", 0, {}],
        ["once", 0, one(`1x${30 - Math.max(0, wait - 2)} 0x0 1x40`)],
        ["it failed before", 0, one("0x20 1x20")],
        [
          "an RDB file is old, and the append-only file has the data",
          0,
          { [series(context, "redis_rdb_last_save_timestamp_seconds", "master-0")]: "-9999999x40" },
        ],
      ]);
  };
  return [
    ...failing("redis_rdb_last_bgsave_status", 5)("RedisSnapshotFailing"),
    ...failing("redis_aof_last_write_status", 1)("RedisAppendFailing"),
    ...failing("redis_aof_last_bgrewrite_status", 10)("RedisRewriteFailing"),
  ];
}

function noteCases(context: InstanceContext): Case[] {
  const note = (name: string, values: string, pod = "master-0") => ({
    [series(context, "redis_key_value", pod, `key="redis-cache:node:${name}"`)]: values,
  });
  const end = (days: number, pod?: string) => note("certificate-end", `${days * 86_400}x40`, pod);
  return [
    ...rows("RedisCertificateExpires", [
      ["in 20 days", "the certificate expires in 20 days", end(20)],
      ["in a day, as one node has it", "the certificate expires in 1 days", end(1, "replica-0")],
      ["in 22 days", 0, end(22)],
      ["no note", 0, { ...note("certificate-end", "_x40"), ...note("certificate-end", "_x40", "replica-0") }],
      [
        "that of another instance",
        0,
        { 'redis_key_value{key="redis-cache:node:certificate-end", namespace="redis", pod="other-master-0"}': "1x40" },
      ],
    ]),
    ...rows("RedisConfigurationRefused", [
      ["two values", "the server has refused 2 changed values and keeps the old ones", note("refused", "_x5 2x40")],
      ["as a replica has the note", 1, note("refused", "1x40", "replica-0")],
      ["it was taken later", 0, note("refused", "2x10 stale _x30")],
      ["for two minutes", 0, note("refused", "_x28 1 1 _x20")],
      ["none", 0, note("refused", "0x40")],
    ]),
  ];
}

function backupCases(context: InstanceContext): Case[] {
  const replica = (name: string, values: string): Series =>
    Object.fromEntries(
      ["master-0", ...replicasOf(context)].map((pod) => [
        series(context, "redis_key_value", pod, `key="redis-cache:${name}"`),
        values,
      ]),
    );
  const slow = (hours: number): Partial<Case> => ({ slow: true, at: hours * 12 });
  return [
    ...rows("RedisBackupOld", [
      [
        "a backup an hour after the start, and none since",
        "the newest backup was taken 1d 3h 0m 0s ago",
        replica("backup:time", "3600x400"),
        slow(28),
      ],
      ["for two days", 1, replica("backup:time", "3600x700"), slow(50)],
      ["for a day", 0, replica("backup:time", "3600x400"), slow(26)],
      ["each night", 0, replica("backup:time", "3600x280 86400x288 172800x100"), slow(50)],
      [
        "one node has not got the note",
        0,
        { [series(context, "redis_key_value", "replica-0", 'key="redis-cache:backup:time"')]: "1x400" },
        slow(28),
      ],
    ]),
    ...rows("RedisBackupMissing", [
      ["none since the start", 1, replica("backup:time", "_x400"), slow(27)],
      ["a note of 0 is none", 1, replica("backup:time", "0x400"), slow(27)],
      ["the instance is a day old", 0, replica("backup:time", "_x400"), slow(25)],
      ["there is one", 0, {}, slow(27)],
      [
        "a node has just restarted",
        0,
        { ...replica("backup:time", "_x400"), [series(context, "redis_uptime_in_seconds", "replica-0")]: "60x400" },
        slow(27),
      ],
    ]),
    ...rows("RedisBackupFailed", [
      [
        "begun after a day and never done",
        "a backup started more than 1h ago, and none has completed since",
        { ...replica("backup:started", "3500x275 86400x100"), ...replica("backup:time", "3600x375") },
        slow(26),
      ],
      ["the very first is", 1, { ...replica("backup:started", "60x50"), ...replica("backup:time", "_x50") }, slow(2)],
      [
        "it runs for less than an hour",
        0,
        { ...replica("backup:started", "3500x275 86400x100"), ...replica("backup:time", "3600x375") },
        { slow: true, at: 298 },
      ],
      ["done", 0, {}, slow(4)],
      ["never begun", 0, { ...replica("backup:started", "0x50"), ...replica("backup:time", "0x50") }, slow(4)],
    ]),
    ...rows("RedisDrillOld", [
      ["none for more than a week", 1, replica("drill:time", "3600x2400"), slow(8 * 24)],
      ["nor for two", 1, replica("drill:time", "3600x4100"), slow(14 * 24)],
      ["none for a week", 0, replica("drill:time", "3600x2400"), slow(7 * 24)],
      ["each week", 0, replica("drill:time", "3600x2016 608400x500"), slow(8 * 24)],
      ["never yet", 0, replica("drill:time", "0x400"), slow(28)],
    ]),
    ...rows("RedisDrillFailed", [
      [
        "begun and never done",
        "a drill started more than 1h ago, and none has completed since",
        { ...replica("drill:started", "3000x275 86400x100"), ...replica("drill:time", "3600x375") },
        slow(26),
      ],
      ["the first is", 1, { ...replica("drill:started", "60x50"), ...replica("drill:time", "_x50") }, slow(2)],
      [
        "it runs",
        0,
        { ...replica("drill:started", "3000x275 86400x100"), ...replica("drill:time", "3600x375") },
        { slow: true, at: 298 },
      ],
      ["done", 0, {}, slow(4)],
      ["never begun", 0, { ...replica("drill:started", "0x50"), ...replica("drill:time", "0x50") }, slow(4)],
    ]),
  ];
}

function proxyCases(context: InstanceContext): Case[] {
  const pods = ["proxy-5d4f8b7c9d-x2x4v", "proxy-5d4f8b7c9d-7kq2m"];
  const named = (pod: string, values: string, node = "cache-master-0") => ({
    [series(context, "redis_cache_proxy_master", pod, `node="${node}"`)]: values,
  });
  const hears = (pod: string, values: string) => ({
    [series(context, "redis_cache_proxy_sentinels_heard", pod)]: values,
  });
  const retries = (side: string, values: string): Series => ({
    [series(context, "redis_cache_proxy_retries_total", pods[0]!, `side="${side}"`)]: values,
  });
  return [
    ...rows("RedisProxyNamesNoMaster", [
      [
        "no pod names one",
        "the proxy knows no master, and clients wait for one",
        { ...named(pods[0]!, "1x5 0x40"), ...named(pods[1]!, "0x40") },
      ],
      ["since the start", 1, { ...named(pods[0]!, "0x40"), ...named(pods[1]!, "0x40") }],
      ["one of two does", 0, named(pods[0]!, "0x40")],
      [
        "the master moves",
        0,
        {
          ...named(pods[0]!, "1x5 0x40"),
          ...named(pods[0]!, "0x5 1x40", "cache-replica-0"),
          ...named(pods[1]!, "0x40"),
        },
      ],
      ["for one scrape", 0, { ...named(pods[0]!, "1x29 0 1x20"), ...named(pods[1]!, "1x29 0 1x20") }],
    ]),
    ...rows("RedisProxyHoldsConnections", [
      ["no node takes reads", 1, retries("read", "0x10 0+1200x35")],
      ["no node takes writes, of one pod alone", 1, retries("write", "0x10 0+300x35")],
      ["a failover makes some hundreds at once", 0, retries("write", "0x28 400x20")],
      ["one that is over", 0, retries("write", "0x5 0+1200x10 12000x30")],
      ["none", 0, retries("write", "0x45")],
    ]),
    ...rows("RedisProxyHearsNoMajority", [
      [
        "one of three, as one pod hears it",
        "a pod of the proxy hears 33.33% of the Sentinels, and would not follow the master",
        hears(pods[0]!, "3x5 1x40"),
      ],
      ["none", 1, { ...hears(pods[0]!, "0x40"), ...hears(pods[1]!, "0x40") }],
      ["two of three", 0, hears(pods[0]!, "2x40")],
      ["all", 0, {}],
      ["one restarts", 0, hears(pods[0]!, "3x28 1 3x20")],
    ]),
  ];
}
