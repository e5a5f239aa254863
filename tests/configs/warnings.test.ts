import { parseStack, warnings, type InstanceInput } from "../../configs";

type Case = [title: string, cache: InstanceInput, property: string, value: unknown, reason: RegExp];

const role = "arn:aws:iam::123456789012:role/backup";

const cases: Case[] = [
  [
    "a directive that the version ignores",
    { extra: { redis: { "io-threads-do-reads": true } } },
    "extra.redis.io-threads-do-reads",
    true,
    /does nothing with it/,
  ],
  [
    "a master that may write alone",
    { replicas: { min: 1 } },
    "master.minReplicasToWrite",
    0,
    /lost after the failover/,
  ],
  [
    "all replicas loading at once",
    { sentinel: { parallelSyncs: 2 } },
    "sentinel.parallelSyncs",
    2,
    /none would serve reads/,
  ],
  [
    "a share that the reserves lower",
    { memory: { maxmemoryShare: 0.9 } },
    "memory.maxmemoryShare",
    0.9,
    /maxmemory is 773Mi/,
  ],
  ["a cache that fills up", { memory: { policy: "noeviction" } }, "memory.policy", "noeviction", /refuses writes/],
  ["a volume that is tight", { storage: { size: "2Gi" } }, "storage.size", "2Gi", /append-only file/],
  [
    "threads without processors",
    { extra: { redis: { "io-threads": 8 } } },
    "extra.redis.io-threads",
    8,
    /wait for each other/,
  ],
  [
    "a share beside a value",
    { memory: { limit: "4Gi", maxmemory: "1Gi", maxmemoryShare: 0.9 } },
    "memory.maxmemoryShare",
    0.9,
    /written in its place/,
  ],
  [
    "a role of AWS for another store",
    { backup: { bucket: "b-1", endpoint: "https://minio.example.com", credentials: { source: "role", role } } },
    "backup.credentials.role",
    role,
    /gives keys of AWS/,
  ],
  [
    "AWS without TLS",
    { backup: { bucket: "b-1", endpoint: "http://s3.us-east-1.amazonaws.com" } },
    "backup.endpoint",
    "http://s3.us-east-1.amazonaws.com",
    /without encryption/,
  ],
  [
    "a user without its password",
    { bootstrap: { replicaOf: { host: "old.example.com", user: "copier", secret: false } } },
    "bootstrap.replicaOf.user",
    "copier",
    /with a password only/,
  ],
  ["clients closed between two commands", { network: { timeout: "1s" } }, "network.timeout", "1s", /under 10s/],
  ["snapshot after snapshot", { persistence: { save: ["1 1"] } }, "persistence.save", ["1 1"], /one snapshot follows/],
  ["hardly a snapshot", { persistence: { save: ["99999999 1"] } }, "persistence.save", ["99999999 1"], /a day apart/],
  [
    "replicas that come and go",
    { replicas: { max: 5 }, autoscaling: { scaleDownAfter: "0s" } },
    "autoscaling.scaleDownAfter",
    "0s",
    /loads the whole data set/,
  ],
  [
    "labels of no object",
    { monitoring: { labels: { release: "prometheus" } } },
    "monitoring.labels",
    { release: "prometheus" },
    /make no object/,
  ],
  [
    "reads that the master answers anyway",
    { proxy: { kind: "haproxy", reads: "any", readsFromMaster: false } },
    "proxy.readsFromMaster",
    false,
    /always answers reads/,
  ],
  [
    "certificates without TLS",
    { tls: { source: "existingSecret", secretName: "redis-tls" } },
    "tls.enabled",
    false,
    /not encrypted/,
  ],
];

test.each(cases)("%s", (_title, cache, property, value, reason) => {
  const [warning, ...others] = warnings(parseStack({ instances: { cache } }));
  expect(others).toEqual([]);
  expect(warning).toMatchObject({ property: `instances.cache.${property}`, value });
  expect(warning?.reason).toMatch(reason);
  expect(warning?.fix).toMatch(/\S/);
});

test("defragmentation on a machine, whose server may be a distribution's", () => {
  const stack = parseStack({ platform: "local", instances: { cache: { memory: { activeDefrag: true } } } });
  expect(warnings(stack)).toMatchObject([{ property: "instances.cache.memory.activeDefrag", value: true }]);
});

test("the share of a preset is nobody's who writes a value", () => {
  const cache: InstanceInput = { preset: "messaging", memory: { limit: "4Gi", maxmemory: "1Gi" } };
  expect(warnings(parseStack({ instances: { cache } }))).toEqual([]);
});

test.each(["cache", "pureCache", "messaging"] as const)("preset %s on its own gives no warning", (preset) => {
  expect(warnings(parseStack({ instances: { cache: { preset } } }))).toEqual([]);
});

test.each([
  ["* 3 * * *", 'write "0 3 * * *"'],
  ["*/2 * * * *", 'write "0 * * * *"'],
  ["@every 1m", "write @every 1h"],
])("schedule %s runs all the time", (schedule, fix) => {
  const cache = { backup: { bucket: "b-1", schedule, drill: { schedule } } };
  const found = warnings(parseStack({ instances: { cache } }));
  expect(found.map((one) => [one.property, one.fix])).toEqual([
    ["instances.cache.backup.schedule", fix],
    ["instances.cache.backup.drill.schedule", fix],
  ]);
});

test.each(["0 3 * * *", "*/5 * * * *", "@hourly", "@every 5m"])("schedule %s does not", (schedule) => {
  expect(warnings(parseStack({ instances: { cache: { backup: { bucket: "b-1", schedule } } } }))).toEqual([]);
});
