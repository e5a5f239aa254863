import type { Refused } from "../support/refused";
import { expectRefusal, stackOf } from "../support/refused";

/** Cases are written as an instance's settings; property is below the instance. */
function refuses(cases: Refused[], rest: object = {}) {
  test.each(cases)("%s", (_title, written, property, value, reason) => {
    expectRefusal(stackOf(written, rest), `instances.cache.${property}`, value, reason);
  });
}

const local = { platform: "local" };

describe("server", () => {
  refuses([
    ["an engine of another kind", { server: { engine: "keydb" } }, "server.engine", "keydb", /one of redis, valkey/],
    ["a version as a number", { server: { version: 8.2 } }, "server.version", 8.2, /one of 6\.2, 7\.0/],
    ["a version that is too old", { server: { version: "5.0" } }, "server.version", "5.0", /one of 6\.2, 7\.0/],
    ["a patch version", { server: { version: "8.2.3" } }, "server.version", "8.2.3", /one of 6\.2/],
    [
      "a version of the other engine",
      { server: { engine: "valkey", version: "8.6" } },
      "server.version",
      "8.6",
      /no version of valkey/,
    ],
    ["a Valkey version under Redis", { server: { version: "9.0" } }, "server.version", "9.0", /no version of redis/],
    [
      "an image with a digest",
      { server: { image: "redis@sha256:00" } },
      "server.image",
      "redis@sha256:00",
      /digest is a setting/,
    ],
    [
      "an image of another version",
      { server: { image: "redis:7.4-alpine" } },
      "server.image",
      "redis:7.4-alpine",
      /holds redis 7\.4, and server says redis 8\.2/,
    ],
    [
      "an image of another engine",
      { server: { image: "docker.io/valkey/valkey" } },
      "server.image",
      "docker.io/valkey/valkey",
      /holds valkey, and/,
    ],
    ["a short digest", { server: { digest: "sha256:abc" } }, "server.digest", "sha256:abc", /64 hexadecimal digits/],
  ]);
});

describe("topology", () => {
  refuses([
    ["shards, which are not built", { topology: "cluster" }, "topology", "cluster", /must be replication/],
    ["no replica", { replicas: { min: 0 } }, "replicas.min", 0, /without a replica nothing survives/],
    ["half a replica", { replicas: { min: 2.5 } }, "replicas.min", 2.5, /whole number, not a fraction/],
    ["more replicas than names have digits", { replicas: { min: 2, max: 100 } }, "replicas.max", 100, /at most 99/],
    ["min above max", { replicas: { min: 3, max: 2 } }, "replicas.min", 3, /above replicas\.max \(2\)/],
    ["a number for a group", { replicas: 3 }, "replicas", 3, /a group of settings, not a number/],
    [
      "writes that stop when one replica restarts",
      { master: { minReplicasToWrite: 2 } },
      "master.minReplicasToWrite",
      2,
      /not below the number of replicas/,
    ],
    [
      "a guard that one replica cannot keep",
      { replicas: { min: 1 }, master: { minReplicasToWrite: 1 } },
      "master.minReplicasToWrite",
      1,
      /writes would stop/,
    ],
    ["a negative guard", { master: { minReplicasToWrite: -1 } }, "master.minReplicasToWrite", -1, /at least 0/],
    ["a lag below the rhythm of acknowledgements", { master: { maxLag: "1s" } }, "master.maxLag", "1s", /at least 2s/],
    ["a lag in parts of a second", { master: { maxLag: "2500ms" } }, "master.maxLag", "2500ms", /whole seconds/],
  ]);
});

describe("sentinel", () => {
  refuses([
    ["one Sentinel", { sentinel: { count: 1 } }, "sentinel.count", 1, /too few/],
    ["two Sentinels", { sentinel: { count: 2 } }, "sentinel.count", 2, /too few/],
    ["an even number", { sentinel: { count: 4 } }, "sentinel.count", 4, /even number/],
    ["more than are asked for a vote", { sentinel: { count: 11 } }, "sentinel.count", 11, /at most 9/],
    ["a count in quotes", { sentinel: { count: "3" } }, "sentinel.count", "3", /a (whole )?number, not text/],
    [
      "a quorum below a majority",
      { sentinel: { count: 5, quorum: 2 } },
      "sentinel.quorum",
      2,
      /below a majority of the 5/,
    ],
    ["a quorum of nothing", { sentinel: { quorum: 0 } }, "sentinel.quorum", 0, /below a majority/],
    [
      "a quorum above the count",
      { sentinel: { quorum: 4 } },
      "sentinel.quorum",
      4,
      /above the number of Sentinels \(3\)/,
    ],
    [
      "down-after under 3s",
      { sentinel: { downAfter: "2s" }, stop: { pause: "1s" } },
      "sentinel.downAfter",
      "2s",
      /under 3s/,
    ],
    [
      "down-after above failover-timeout",
      { sentinel: { downAfter: "11s" } },
      "sentinel.downAfter",
      "11s",
      /above sentinel\.failoverTimeout \(10s\)/,
    ],
    [
      "a long failover-timeout without a reason",
      { sentinel: { failoverTimeout: "3m" } },
      "sentinel.failoverTimeout",
      "3m",
      /without a reason/,
    ],
    [
      "an empty reason",
      { sentinel: { failoverTimeout: "3m", failoverTimeoutReason: "" } },
      "sentinel.failoverTimeoutReason",
      "",
      /at least 1 characters/,
    ],
    ["no parallel sync", { sentinel: { parallelSyncs: 0 } }, "sentinel.parallelSyncs", 0, /at least 1/],
  ]);
});

describe("memory", () => {
  refuses([
    [
      "a limit without a unit",
      { memory: { limit: 1_073_741_824 } },
      "memory.limit",
      1_073_741_824,
      /whole number of Ki, Mi or Gi/,
    ],
    ["a limit in units of disks", { memory: { limit: "4GB" } }, "memory.limit", "4GB", /whole number of Ki, Mi or Gi/],
    ["a fraction of a unit", { memory: { limit: "1.5Gi" } }, "memory.limit", "1.5Gi", /whole number of Ki, Mi or Gi/],
    ["a limit in which nothing fits", { memory: { limit: "16Mi" } }, "memory.limit", "16Mi", /at least 64Mi/],
    ["a share in percent", { memory: { maxmemoryShare: 75 } }, "memory.maxmemoryShare", 75, /at most 0\.95/],
    [
      "all of the container",
      { memory: { maxmemoryShare: 1 } },
      "memory.maxmemoryShare",
      1,
      /the allocator need the rest/,
    ],
    [
      "maxmemory equal to the limit",
      { memory: { maxmemory: "1Gi" } },
      "memory.maxmemory",
      "1Gi",
      /above memory\.limit \(1Gi\)/,
    ],
    [
      "maxmemory that leaves no room for copy-on-write",
      { memory: { maxmemory: "900Mi" } },
      "memory.maxmemory",
      "900Mi",
      /reserves of 276Mi/,
    ],
    [
      "maxmemory in which nothing fits",
      { memory: { maxmemory: "8Mi" } },
      "memory.maxmemory",
      "8Mi",
      /maxmemory would be 8Mi/,
    ],
    [
      "reserves that leave nothing",
      { memory: { reserves: { clientBuffers: "1Gi" } } },
      "memory.limit",
      "1Gi",
      /maxmemory would be 0Mi/,
    ],
    [
      "a policy in capitals",
      { memory: { policy: "ALLKEYS-LRU" } },
      "memory.policy",
      "ALLKEYS-LRU",
      /one of allkeys-lru/,
    ],
    [
      "a policy of a later version",
      { memory: { policy: "allkeys-lrm" } },
      "memory.policy",
      "allkeys-lrm",
      /redis 8\.2 does not know it/,
    ],
    [
      "a policy that drops messages",
      { preset: "messaging", memory: { policy: "allkeys-lru" } },
      "memory.policy",
      "allkeys-lru",
      /no message vanishes/,
    ],
    [
      "a policy that drops messages with a TTL",
      { preset: "messaging", memory: { policy: "volatile-ttl" } },
      "memory.policy",
      "volatile-ttl",
      /no message vanishes/,
    ],
    ["a switch in words", { memory: { activeDefrag: "yes" } }, "memory.activeDefrag", "yes", /true or false, not text/],
    [
      "a copy-on-write share above 1",
      { memory: { reserves: { copyOnWriteShare: 2 } } },
      "memory.reserves.copyOnWriteShare",
      2,
      /at most 1/,
    ],
    [
      "a backlog below the server's floor",
      { memory: { reserves: { replicationBacklog: "16Ki" } } },
      "memory.reserves.replicationBacklog",
      "16Ki",
      /at least 1Mi/,
    ],
  ]);
});

describe("persistence, storage and stop", () => {
  refuses([
    [
      "no persistence where durability is promised",
      { preset: "messaging", persistence: { mode: "none" } },
      "persistence.mode",
      "none",
      /survive a restart/,
    ],
    [
      "a mode that loses the offset",
      { persistence: { mode: "aof" } },
      "persistence.mode",
      "aof",
      /one of aofAndRdb, none/,
    ],
    [
      "an fsync left to the kernel",
      { persistence: { fsync: "no" } },
      "persistence.fsync",
      "no",
      /one of everysec, always/,
    ],
    ["no snapshot", { persistence: { save: [] } }, "persistence.save", [], /replication offset/],
    [
      "a snapshot without a number of changes",
      { persistence: { save: ["900"] } },
      "persistence.save.0",
      "900",
      /SECONDS CHANGES/,
    ],
    ["one text for a list", { persistence: { save: "900 1" } }, "persistence.save", "900 1", /a list, not text/],
    ["a volume without a unit", { storage: { size: "8" } }, "storage.size", "8", /whole number of Ki, Mi or Gi/],
    [
      "a pause above half of down-after",
      { stop: { pause: "3s" } },
      "stop.pause",
      "3s",
      /above half of sentinel\.downAfter \(5s\)/,
    ],
    ["a pause above the hand-over", { stop: { handOver: "1s" } }, "stop.pause", "2s", /above stop\.handOver/],
    [
      "a stop budget above the grace period",
      { stop: { save: "55s" } },
      "stop.gracePeriod",
      "60s",
      /below stop\.handOver \+ stop\.save \(65s\)/,
    ],
    ["a negative time", { stop: { save: "-1s" } }, "stop.save", "-1s", /whole number of ms, s, m, h or d/],
  ]);
});

describe("network and sources", () => {
  refuses([
    ["a port that needs root", { network: { port: 379 } }, "network.port", 379, /need root/],
    ["a port beyond the last", { network: { port: 70_000 } }, "network.port", 70_000, /at most 65535/],
    ["equal ports", { network: { sentinelPort: 6379 } }, "network.sentinelPort", 6379, /equals network\.port/],
    [
      "a keepalive in parts of a second",
      { network: { tcpKeepalive: "500ms" } },
      "network.tcpKeepalive",
      "500ms",
      /whole seconds/,
    ],
    ["a timeout as a number", { network: { timeout: 60 } }, "network.timeout", 60, /whole number of ms, s, m, h or d/],
    [
      "too few clients for the nodes themselves",
      { network: { maxclients: 10 } },
      "network.maxclients",
      10,
      /at least 100/,
    ],
    [
      "TLS from a Secret without its name",
      { tls: { enabled: true, source: "existingSecret" } },
      "tls.secretName",
      undefined,
      /is missing, and tls\.source existingSecret/,
    ],
    [
      "TLS from cert-manager without an issuer",
      { tls: { enabled: true, source: "certManager" } },
      "tls.issuer",
      undefined,
      /is missing/,
    ],
    ["an issuer without a name", { tls: { issuer: { kind: "Issuer" } } }, "tls.issuer.name", undefined, /is missing/],
    [
      "a word for client certificates of another tool",
      { tls: { clientCertificates: "yes" } },
      "tls.clientCertificates",
      "yes",
      /one of optional, required, off/,
    ],
    [
      "passwords from a Secret without its name",
      { secrets: { source: "existingSecret" } },
      "secrets.secretName",
      undefined,
      /is missing/,
    ],
    [
      "passwords from a store without its name",
      { secrets: { source: "externalSecret" } },
      "secrets.store",
      undefined,
      /is missing/,
    ],
  ]);
  refuses(
    [
      [
        "a last replica beyond the last port",
        { network: { port: 65_534 } },
        "network.port",
        65_534,
        /would have port 65536/,
      ],
      [
        "Sentinels on the ports of replicas",
        { network: { sentinelPort: 6381 } },
        "network.sentinelPort",
        6381,
        /6381-6383 overlaps 6379-6381/,
      ],
      [
        "a Secret of Kubernetes on one machine",
        { secrets: { source: "existingSecret", secretName: "x" } },
        "secrets.source",
        "existingSecret",
        /platform is local/,
      ],
      [
        "cert-manager on one machine",
        { tls: { enabled: true, source: "certManager", issuer: { name: "x" } } },
        "tls.source",
        "certManager",
        /platform is local/,
      ],
    ],
    local,
  );
});

describe("labels and annotations", () => {
  refuses([
    [
      "a label value with spaces",
      { labels: { team: "the cache team" } },
      "labels.team",
      "the cache team",
      /at most 63 letters/,
    ],
    ["a label name with spaces", { labels: { "my team": "x" } }, "labels.my team", "my team", /a name of Kubernetes/],
    [
      "a label by which pods are selected",
      { labels: { "app.kubernetes.io/name": "x" } },
      "labels.app.kubernetes.io/name",
      "x",
      /the toolkit sets this label/,
    ],
    ["a number as an annotation", { annotations: { team: 7 } }, "annotations.team", 7, /text, not a number/],
  ]);
});

describe("extra directives", () => {
  const redis = (directives: object, server = {}) => ({ server, extra: { redis: directives } });
  const sentinel = (options: object) => ({ extra: { sentinel: options } });

  refuses([
    [
      "one that no version knows",
      redis({ "max-memory": "1gb" }),
      "extra.redis.max-memory",
      "1gb",
      /not known to Redis 8\.2/,
    ],
    [
      "one of a later version",
      redis({ "latency-tracking": true }, { version: "6.2" }),
      "extra.redis.latency-tracking",
      true,
      /not known to Redis 6\.2/,
    ],
    [
      "one of the other engine",
      redis({ "commandlog-slow-execution-max-len": 1 }),
      "extra.redis.commandlog-slow-execution-max-len",
      1,
      /not known to Redis/,
    ],
    ["a value of the wrong type", redis({ hz: "fast" }), "extra.redis.hz", "fast", /whole number/],
    ["a value out of bounds", redis({ databases: 0 }), "extra.redis.databases", 0, /at least 1/],
    ["a value not in the list", redis({ loglevel: "loud" }), "extra.redis.loglevel", "loud", /one of/],
    ["several lines where one counts", redis({ hz: ["10", "20"] }), "extra.redis.hz", ["10", "20"], /takes one line/],
    [
      "a line break that starts another directive",
      redis({ "proc-title-template": "x\nport 1" }),
      "extra.redis.proc-title-template",
      "x\nport 1",
      /one line/,
    ],
    ["name and value in one", redis({ "hz 10": true }), "extra.redis.hz 10", "hz 10", /name of one directive/],
    [
      "a value that is a map",
      redis({ hz: { value: 1 } }),
      "extra.redis.hz",
      { value: 1 },
      /text, a number, true or false/,
    ],
    [
      "one that a setting stands for",
      redis({ maxmemory: "1gb" }),
      "extra.redis.maxmemory",
      "1gb",
      /a setting stands for/,
    ],
    [
      "an alias of one that a setting stands for",
      redis({ "min-slaves-to-write": 1 }),
      "extra.redis.min-slaves-to-write",
      1,
      /a setting stands for/,
    ],
    [
      "one that differs from node to node",
      redis({ dir: "/tmp" }),
      "extra.redis.dir",
      "/tmp",
      /differs from node to node/,
    ],
    [
      "one on which the scripts rest",
      redis({ "rename-command": ["CONFIG x"] }),
      "extra.redis.rename-command",
      ["CONFIG x"],
      /call commands by their names/,
    ],
    [
      "an alias of one on which the scripts rest",
      redis({ "slave-priority": 1 }),
      "extra.redis.slave-priority",
      1,
      /once a replica has synced/,
    ],
    [
      "lines that nobody checked",
      redis({ include: "/etc/x.conf" }),
      "extra.redis.include",
      "/etc/x.conf",
      /nobody has checked/,
    ],
    [
      "an option of Sentinel that a setting stands for",
      sentinel({ "parallel-syncs": 2 }),
      "extra.sentinel.parallel-syncs",
      2,
      /a setting stands for/,
    ],
    [
      "an option of Sentinel that differs per node",
      sentinel({ "announce-ip": "1.2.3.4" }),
      "extra.sentinel.announce-ip",
      "1.2.3.4",
      /differs from node to node/,
    ],
    [
      "an option that Sentinel does not know",
      sentinel({ "down-before": 1 }),
      "extra.sentinel.down-before",
      1,
      /not known/,
    ],
  ]);
});

describe("secrets inside the settings are not shown", () => {
  const secret = "hunter2hunter2hunter2";
  refuses([
    ["a password of a group", { memory: { password: secret } }, "memory.password", undefined, /looks like a secret/],
    ["passwords of users", { secrets: { app: secret } }, "secrets.app", undefined, /looks like a secret/],
    [
      "requirepass",
      { extra: { redis: { requirepass: secret } } },
      "extra.redis.requirepass",
      undefined,
      /looks like a secret/,
    ],
    [
      "masterauth",
      { extra: { redis: { masterauth: secret } } },
      "extra.redis.masterauth",
      undefined,
      /looks like a secret/,
    ],
    [
      "an ACL user",
      { extra: { redis: { user: `app on >${secret}` } } },
      "extra.redis.user",
      undefined,
      /looks like a secret/,
    ],
    [
      "auth-pass of Sentinel",
      { extra: { sentinel: { "auth-pass": secret } } },
      "extra.sentinel.auth-pass",
      undefined,
      /looks like a secret/,
    ],
    [
      "a password of a key",
      { extra: { redis: { "tls-key-file-pass": secret } } },
      "extra.redis.tls-key-file-pass",
      undefined,
      /looks like a secret/,
    ],
    [
      "a password in an annotation",
      { annotations: { "example.com/redis-password": secret } },
      "annotations.example.com/redis-password",
      undefined,
      /looks like a secret/,
    ],
    [
      "a password in a URL",
      { annotations: { url: `redis://app:${secret}@host` } },
      "annotations.url",
      undefined,
      /holds a password in a URL/,
    ],
  ]);
});

describe("pods", () => {
  refuses([
    ["cores as a number", { cpu: { request: 2 } }, "cpu.request", 2, /cores in quotes/],
    ["a fraction of a core", { cpu: { limit: "0.5" } }, "cpu.limit", "0.5", /with m, of thousandths/],
    [
      "a namespace that DNS refuses",
      { pods: { clientNamespaces: ["Shop"] } },
      "pods.clientNamespaces.0",
      "Shop",
      /DNS/,
    ],
    [
      "an exporter's image with a digest",
      { exporter: { image: "x@sha256:00" } },
      "exporter.image",
      "x@sha256:00",
      /own/,
    ],
  ]);
});

describe("autoscaling", () => {
  const room = { replicas: { max: 5 } };
  refuses([
    ["no room", { autoscaling: {} }, "replicas.max", 2, /not above replicas\.min \(2\)/],
    [
      "a memory target",
      { ...room, autoscaling: { memory: 80 } },
      "autoscaling.memory",
      80,
      /each holds the whole data set/,
    ],
    ["a share as a target", { ...room, autoscaling: { cpu: 0.6 } }, "autoscaling.cpu", 0.6, /whole number/],
  ]);
  refuses([["processes of this machine", { ...room, autoscaling: {} }, "autoscaling", undefined, /Kubernetes/]], local);
});

describe("unknown keys name the nearest known one", () => {
  refuses([
    ["a group", { sentinels: { count: 3 } }, "sentinels", undefined, /not a known setting/],
    ["a setting of a group", { sentinel: { cuont: 3 } }, "sentinel.cuont", 3, /not a known setting/],
    [
      "a setting of a group in a group",
      { memory: { reserves: { backlog: "1Mi" } } },
      "memory.reserves.backlog",
      undefined,
      /not a known setting/,
    ],
    [
      "a mistyped password, not shown",
      { memory: { passwort: "hunter2" } },
      "memory.passwort",
      undefined,
      /not a known setting/,
    ],
  ]);
});

describe("backup", () => {
  refuses(
    [
      ["no bucket", { backup: {} }, "backup.bucket", undefined, /is missing/],
      [
        "a bucket that S3 does not take",
        { backup: { bucket: "My_Bucket" } },
        "backup.bucket",
        "My_Bucket",
        /S3 names buckets/,
      ],
      [
        "a prefix with an empty folder",
        { backup: { bucket: "b-1", prefix: "a//b" } },
        "backup.prefix",
        "a//b",
        /without a \//,
      ],
      [
        "an endpoint with a path",
        { backup: { bucket: "b-1", endpoint: "https://s3/x" } },
        "backup.endpoint",
        "https://s3/x",
        /host and port/,
      ],
      ["no day to keep", { backup: { bucket: "b-1", keep: { daily: 0 } } }, "backup.keep.daily", 0, /at least 1/],
      [
        "a key without KMS",
        { backup: { bucket: "b-1", kmsKey: "alias/x" } },
        "backup.kmsKey",
        "alias/x",
        /for encryption kms/,
      ],
      [
        "two stores",
        { backup: { server: {}, endpoint: "https://minio" } },
        "backup.endpoint",
        "https://minio",
        /names another store/,
      ],
      ["the port of a node", { backup: { server: { port: 6380 } } }, "backup.server.port", 6380, /overlaps 6379-6381/],
    ],
    local,
  );
  refuses(
    [
      [
        "a role for a process",
        { backup: { server: {}, credentials: { source: "role" } } },
        "backup.credentials.source",
        "role",
        /is for pods/,
      ],
      [
        "a restore by settings",
        { backup: { server: {} }, restore: { from: "latest" } },
        "restore",
        undefined,
        /is for pods/,
      ],
    ],
    local,
  );
  const backup = { bucket: "b-1" };
  refuses([
    ["a server on this machine for pods", { backup: { server: {} } }, "backup.server", undefined, /on this machine/],
    ["words for a schedule", { backup: { ...backup, schedule: "daily" } }, "backup.schedule", "daily", /five fields/],
    [
      "a time zone that nobody knows",
      { backup: { ...backup, timeZone: "Berlin" } },
      "backup.timeZone",
      "Berlin",
      /Europe\/Berlin/,
    ],
    [
      "no Secret",
      { backup: { ...backup, credentials: { source: "existingSecret" } } },
      "backup.credentials.secretName",
      undefined,
      /is missing/,
    ],
    [
      "a role that is not used",
      { backup: { ...backup, credentials: { role: "arn:x" } } },
      "backup.credentials.role",
      "arn:x",
      /for source role/,
    ],
    ["a backup from nowhere", { restore: { from: "latest" } }, "restore", undefined, /needs setting backup/],
    [
      "a backup that nobody can name",
      { backup, restore: { from: "yesterday" } },
      "restore.from",
      "yesterday",
      /latest, the ID/,
    ],
    [
      "a restore by a role",
      { backup: { ...backup, credentials: { source: "role" } }, restore: { from: "latest" } },
      "restore",
      undefined,
      /no role/,
    ],
  ]);
});

describe("bootstrap", () => {
  const replicaOf = { host: "old-redis.example.com" };
  refuses([
    ["no host", { bootstrap: { replicaOf: {} } }, "bootstrap.replicaOf.host", undefined, /is missing/],
    [
      "a URL for a host",
      { bootstrap: { replicaOf: { host: "redis://old" } } },
      "bootstrap.replicaOf.host",
      "redis://old",
      /host name or an IP/,
    ],
    [
      "a user with a quote",
      { bootstrap: { replicaOf: { ...replicaOf, user: 'a"b' } } },
      "bootstrap.replicaOf.user",
      'a"b',
      /without spaces, quotes/,
    ],
    [
      "TLS without certificates",
      { bootstrap: { replicaOf: { ...replicaOf, tls: true } } },
      "bootstrap.replicaOf.tls",
      true,
      /tls\.enabled is false/,
    ],
    [
      "two origins of data",
      { backup: { bucket: "b-1" }, restore: { from: "latest" }, bootstrap: { replicaOf } },
      "bootstrap",
      undefined,
      /and restore both tell/,
    ],
  ]);
});
