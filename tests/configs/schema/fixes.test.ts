import fc from "fast-check";
import { parse } from "yaml";
import { instanceSchema } from "../../../configs/settings/instance";
import { settingsOf } from "../../../configs/schema/walk";
import { findingsOf, stackOf } from "../../support/refused";

const fixOf = (written: object) => findingsOf(stackOf(written)).map(({ fix }) => fix);

test.each([
  [{ persistence: { mode: "rdb" } }, "write aofAndRdb"],
  [{ persistence: { mode: true } }, "write aofAndRdb"],
  [{ persistence: { save: "" } }, 'write it like ["900 1"]'],
  [{ persistence: { save: [] } }, 'write it like ["900 1"]'],
  [{ tls: { enabled: "yes" } }, "write true, without quotes"],
  [{ tls: { enabled: "maybe" } }, "write true or false, without quotes"],
  [{ tls: { clientCertificates: true } }, "write required"],
  [{ memory: { limit: "4.5Gi" } }, "write 4608Mi"],
  [{ memory: { limit: "4GB" } }, "write 4Gi"],
  [{ memory: { limit: 1073741824 } }, "write 1Gi"],
  [{ memory: { policy: "allkeys_lru" } }, "write allkeys-lru"],
  [{ sentinel: { downAfter: "5 sec" } }, "write 5s"],
  [{ sentinel: { downAfter: "1.5m" } }, "write 90s"],
  [{ cpu: { limit: 2.5 } }, "write 2500m"],
  [{ cpu: { limit: 3 } }, 'write "3", in quotes'],
  [{ server: { version: 8.2 } }, 'write "8.2", in quotes'],
  [{ server: { version: "8.2.1" } }, 'write "8.2", in quotes'],
  [{ server: { version: "v7.2" } }, 'write "7.2", in quotes'],
  [{ server: { version: 7 } }, 'write "7.0", in quotes'],
  [{ cpu: { limit: "many" } }, 'write it like "2", in quotes'],
  [{ persistence: { save: ["900"] } }, 'write it like "900 1"'],
  [{ autoscaling: { memory: 80 }, replicas: { max: 3 } }, "remove it"],
  [
    { pods: { tolerations: [{ key: "a", operator: "Exists", value: "b" }] } },
    "remove the value, or write operator: Equal",
  ],
  [{ stop: { gracePeriod: "1h", save: "1h" } }, "write a shorter stop.handOver or stop.save: together 1h at most"],
  [{ extra: { redis: { "lazyfree-lazy-expire": "on" } } }, "write yes"],
  [{ extra: { redis: { databases: 0 } } }, "write 1 or more, or remove it"],
  [{ labels: { "cost-center": 1234 } }, 'write "1234", in quotes'],
  [{ preset: "session" }, "write one of cache, pureCache, messaging"],
  [{ metrics: { enabled: true } }, "write exporter"],
  [{ exporter: { serviceMonitor: { enabled: true } } }, "write monitoring.scrape: serviceMonitor"],
  [{ prometheusRule: { enabled: true } }, "write monitoring.rules: prometheusRule"],
  [{ tls: "on" }, "write tls.enabled: true"],
  [{ exporter: false }, "write exporter.enabled: false"],
  [{ replicas: 3 }, "write replicas.min: 3"],
  [{ replicas: { count: 3 } }, "write replicas.min"],
  [{ replicas: { kind: "x" } }, "remove it; known here are min, max"],
  [{ memory: "1GB" }, "write memory.limit: 1Gi"],
  [{ cpu: 2 }, 'write cpu.limit: "2"'],
  [{ server: "8.2.1" }, 'write server.version: "8.2"'],
  [{ persistence: false }, "write persistence.mode: none"],
  [{ persistence: "aof" }, "write persistence.mode: aofAndRdb"],
  [{ proxy: "HAProxy" }, "write proxy.kind: haproxy"],
  [
    { memory: { maxmemoryPolicy: "allkeys-lfu" } },
    "write instances.cache.memory.policy, the nearest known one, or remove it",
  ],
  [{ autoscaling: { enabled: true } }, "write autoscaling.cpu, opsPerSecond or clients: it scales by what is named"],
  [{ backup: { bucket: "s3://one/two/three" } }, "write one, and two/three as backup.prefix"],
  [{ backup: { bucket: "s3://one" } }, "write one"],
  [{ architecture: "x" }, "remove it: there is always a master with replicas; replicas.min says how many"],
  [{ tolerations: [] }, "write pods.tolerations"],
  [{ podSecurityContext: {} }, "write pods.securityContext, which has runAsUser, runAsGroup and fsGroup"],
  [{ tls: { authClients: true } }, "write tls.clientCertificates"],
  [{ master: { nodeSelector: {} } }, "write pods.nodeSelector"],
  [{ master: { topologySpreadConstraints: [] } }, "write pods.spread"],
  [{ master: { speed: 1 } }, "remove it; known here are minReplicasToWrite, maxLag"],
  [{ sentinel: { port: 26379 } }, "write network.sentinelPort"],
  [{ exporter: { resources: { limits: { memory: "128Mi" } } } }, "write exporter.memory"],
  [{ tls: { existingSecret: "my-tls" } }, "write tls.source: existingSecret and tls.secretName"],
  [{ stop: { timeout: "60s" } }, "write stop.gracePeriod"],
  [{ sentinel: { maxclients: 500 } }, "write extra.sentinel.maxclients"],
  [{ memory: { limit: "2048Gi" } }, "write 1024Gi or less"],
  [{ stop: { gracePeriod: "2h" } }, "write 1h or less"],
  [{ autoscaling: { cpu: "80%" }, replicas: { max: 3 } }, "write 80"],
  [{ master: { minReplicasToWrite: 0.5 } }, "write 1"],
  [{ persistence: { save: "60 1000" } }, 'write ["60 1000"]'],
  [{ memory: { maxmemoryShare: 75 } }, "write 0.75"],
  [{ backup: { bucket: "b-1", timeZone: "Europe/berlin" } }, "write Europe/Berlin"],
  [{ backup: { bucket: "b-1", keep: { daily: "30d" } } }, "write 30"],
  [{ backup: { bucket: "b-1", schedule: "0 0 3 * * *" } }, 'write "0 3 * * *"'],
  [
    { backup: { bucket: "b-1", schedule: "CRON_TZ=Europe/Berlin 0 3 * * *" } },
    'write "0 3 * * *", and Europe/Berlin as backup.timeZone',
  ],
  [{ backup: { bucket: "my-bucket/redis" } }, "write my-bucket, and redis as backup.prefix"],
  [{ backup: { bucket: "b-1", endpoint: "https://minio.example.com:9000/" } }, "write https://minio.example.com:9000"],
  [
    { backup: { bucket: "store", endpoint: "https://store.example.com:9000/a/store" } },
    "write https://example.com:9000/a",
  ],
  [{ backup: { bucket: "store", endpoint: "https://store/store" } }, "write https://store"],
  [{ restore: { from: "2025-06-15T03:20Z" }, backup: { bucket: "b-1" } }, 'write "2025-06-15T03:20"'],
  [{ pods: { securityContext: { runAsUser: "20000" } } }, "write 20000"],
  [{ backup: { bucket: "s3://my-bucket/redis/" } }, "write my-bucket, and redis as backup.prefix"],
  [{ backup: { bucket: "b-1", prefix: "/redis//nightly/" } }, "write redis/nightly"],
  [
    { backup: { bucket: "b-1", endpoint: "https://minio.example.com/b-1/" } },
    "write https://minio.example.com/b-1, without the bucket if that is in it",
  ],
  [{ backup: { bucket: "b-1", schedule: "daily" } }, 'write "@daily"'],
  [{ backup: { bucket: "b-1", schedule: "@dayly" } }, 'write "@daily"'],
  [{ backup: { bucket: "b-1", schedule: "every 6h" } }, 'write "@every 6h"'],
  [{ autoscaling: { cpu: 0.8 }, replicas: { max: 3 } }, "write 80"],
  [
    { bootstrap: { replicaOf: { host: "old.example.com:6380" } } },
    "write old.example.com, and 6380 as bootstrap.replicaOf.port",
  ],
  [{ bootstrap: { replicaOf: { host: "[fd00::1]" } } }, "write fd00::1"],
  [{ topology: "cluster" }, "write replication"],
  [{ cpu: { limit: 500 } }, "write 500m"],
  [{ network: { timeout: "500ms" } }, "write 1s"],
  [{ tls: { minVersion: "1.3" } }, "write extra.redis.tls-protocols"],
  [{ hz: 20 }, "write extra.redis.hz"],
  [{ memory: { maxmemory_samples: 10 } }, "write extra.redis.maxmemory-samples"],
  [{ extra: { redis: "hz 20" } }, "write { hz: 20 }"],
  [{ pods: { imagePullSecrets: [{ name: "regcred" }] } }, "write regcred"],
  [{ network: { clusterDomain: "svc.cluster.local" } }, "write cluster.local"],
])("%j: %s", (written, fix) => {
  expect(fixOf(written)).toEqual([fix]);
});

test("what one way out asks for, another does not refuse", () => {
  const impatient = { downAfter: "1s", failoverTimeout: "1s" };
  expect(fixOf({ sentinel: impatient, stop: { pause: "500ms" } })).toEqual([
    "write 3s or more, and a sentinel.failoverTimeout of as much or more, such as 10s",
  ]);
  expect(fixOf({ sentinel: { downAfter: "3s", failoverTimeout: "2s" }, stop: { pause: "1s" } })).toEqual([
    "write a sentinel.failoverTimeout of 3s or more, such as 10s",
  ]);
  expect(fixOf({ sentinel: { downAfter: "30s" } })).toEqual([
    "write 10s or less, or a longer sentinel.failoverTimeout with its failoverTimeoutReason",
  ]);
});

test("no way out goes beyond what a setting may be", () => {
  expect(fixOf({ replicas: { min: 99, max: 99 }, autoscaling: {} })).toEqual([
    "write a smaller replicas.min, or remove autoscaling",
  ]);
  expect(fixOf({ stop: { pause: "4s" } })).toEqual(["write 2500ms or less, or a sentinel.downAfter of 8s or more"]);
  expect(fixOf({ stop: { pause: "8s" } })[0]).toMatch(/of 16s or more, with as long a failoverTimeout and its reason$/);
  expect(fixOf({ stop: { pause: "40m", handOver: "40m", gracePeriod: "1h" } })).toEqual(["write 2500ms or less"]);
  const rare = { redis: { "repl-ping-replica-period": 3599, "repl-timeout": 3600 } };
  expect(fixOf({ proxy: { kind: "haproxy", maxReadLag: "1s" }, extra: rare })).toContain("remove the directive");
});

test("one refused directive hides no other", () => {
  const redis = { requirepass: "x", maxmemoryy: 1, hz: "abc" };
  expect(findingsOf(stackOf({ extra: { redis } })).map(({ property }) => property)).toEqual([
    "instances.cache.extra.redis.requirepass",
    "instances.cache.extra.redis.maxmemoryy",
    "instances.cache.extra.redis.hz",
  ]);
});

const leaves = settingsOf(instanceSchema).map(({ path }) => path);
const words = [
  "yes",
  "no",
  "on",
  "none",
  "",
  " ",
  "-",
  "true",
  "0",
  "1",
  "-1",
  "1e9",
  "null",
  "8.2",
  "rdb",
  "required",
];
const amounts = fc
  .tuple(fc.constantFrom("1", "1.5", "10", "0", "-3"), fc.constantFrom("", "k", "Mi", "GB", "s", "min", "m", " h"))
  .map((parts) => parts.join(""));
const junk = fc.oneof(
  { weight: 3, arbitrary: amounts },
  { weight: 2, arbitrary: fc.constantFrom(...words) },
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.jsonValue({ maxDepth: 2 }),
  fc.double(),
  fc.maxSafeInteger(),
  fc.date({ noInvalidDate: true }),
  fc.constant(undefined),
);

test("whatever is written for a setting is accepted, or refused with a fix that is not refused itself", () => {
  fc.assert(
    fc.property(fc.constantFrom(...leaves), junk, (path, value) => {
      const property = `instances.cache.${path.join(".")}`;
      const of = (written: unknown) => findingsOf(stackOf(nested(path, written)));
      for (const { property: found, fix } of of(value)) {
        expect(fix).toMatch(/^\S.{4,}/);
        const [, text] =
          (found === property && /^write (?:it like )?(?!it\b)([^ ,;]+)(?:, (?:in|without) quotes)?$/.exec(fix)) || [];
        if (text === undefined) continue;
        const again = of(parse(text)).find((one) => one.property === property);
        expect(again?.reason ?? "").not.toMatch(/^must be|^is not a known/);
      }
    }),
    { numRuns: 3_000 },
  );
});

function nested([key = "", ...rest]: string[], value: unknown): object {
  return { [key]: rest.length === 0 ? value : nested(rest, value) };
}
