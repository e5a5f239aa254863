import { formatConf } from "../../../configs/render/conf-format";
import { redisConf } from "../../../configs/render/redis-conf";
import type { InstanceInput } from "../../../configs/settings/instance";
import { contextOf } from "../../support/contexts";

const lines = (input: InstanceInput = {}) => formatConf(redisConf(contextOf(input, "kubernetes"))).split("\n");
const diff = (a: string[], b: string[]) => [
  a.filter((line) => !b.includes(line)),
  b.filter((line) => !a.includes(line)),
];

it("renders safe defaults of a cache", () => {
  expect(lines()).toEqual(
    expect.arrayContaining([
      "acl-pubsub-default resetchannels",
      "activedefrag yes",
      "appendfsync everysec",
      "appendonly yes",
      "client-output-buffer-limit replica 64mb 32mb 60",
      "lazyfree-lazy-user-del yes",
      "maxclients 10000",
      "maxmemory 768mb",
      "maxmemory-policy allkeys-lru",
      "min-replicas-max-lag 3",
      "min-replicas-to-write 1",
      "protected-mode yes",
      "repl-backlog-size 32mb",
      "repl-diskless-sync yes",
      "save 900 1",
      "tcp-keepalive 60",
      "timeout 0",
    ]),
  );
});

it("leaves out what differs per node", () => {
  const names = lines({ tls: { enabled: true } }).map((line) => line.split(" ")[0]);
  const perNode = ["port", "tls-port", "bind", "dir", "pidfile", "aclfile", "masteruser", "masterauth", "replicaof"];
  for (const name of [...perNode, "replica-announce-ip", "tls-cert-file", "unixsocket"]) {
    expect(names).not.toContain(name);
  }
});

it.each([
  [{ engine: "redis", version: "6.2" }, [], ["shutdown-timeout", "maxmemory-clients", "enable-debug-command"]],
  [{ engine: "redis", version: "7.0" }, ["shutdown-timeout", "maxmemory-clients"], ["hide-user-data-from-log"]],
  [{ engine: "redis", version: "7.4" }, ["hide-user-data-from-log", "enable-debug-command"], []],
  [{ engine: "valkey", version: "8.1" }, ["hide-user-data-from-log", "shutdown-timeout"], []],
] as const)("renders for %j only what it knows", (server, known, unknown) => {
  const names = lines({ server }).map((line) => line.split(" ")[0]);
  expect(names).toEqual(expect.arrayContaining([...known]));
  for (const name of unknown) expect(names).not.toContain(name);
});

it("turns persistence off as a whole", () => {
  const text = lines({ preset: "pureCache" });
  expect(text).toEqual(expect.arrayContaining(["appendonly no", 'save ""']));
  expect(text).not.toContain("save 900 1");
});

it("writes a line per snapshot rule", () => {
  const text = lines({ persistence: { save: ["3600 1", "300 100"] } });
  expect(text).toEqual(expect.arrayContaining(["save 3600 1", "save 300 100"]));
});

it("has TLS directives only with TLS", () => {
  expect(lines().filter((line) => line.startsWith("tls-"))).toEqual([]);
  expect(lines({ tls: { enabled: true } })).toEqual(
    expect.arrayContaining(["tls-auth-clients optional", 'tls-protocols "TLSv1.2 TLSv1.3"', "tls-replication yes"]),
  );
});

it.each([
  ["required", "yes"],
  ["off", "no"],
] as const)("asks for client certificates: %s is %s", (clientCertificates, value) => {
  expect(lines({ tls: { enabled: true, clientCertificates } })).toContain(`tls-auth-clients ${value}`);
});

it("waits for replicas at a stop as long as the grace period leaves", () => {
  expect(lines()).toContain("shutdown-timeout 10");
  expect(lines({ stop: { gracePeriod: "45s" } })).toContain("shutdown-timeout 5");
  expect(lines({ stop: { gracePeriod: "40s" } })).toContain("shutdown-timeout 0");
});

it("puts extra directives in a section of their own, in place of others of the same name", () => {
  const extra = { redis: { "latency-monitor-threshold": 25, "hash-max-listpack-entries": 256, loglevel: "verbose" } };
  const text = lines({ extra });
  expect(text.slice(text.indexOf("# --- extra"))).toEqual([
    "# --- extra",
    "hash-max-listpack-entries 256",
    "latency-monitor-threshold 25",
    "loglevel verbose",
    "",
  ]);
  expect(text).not.toContain("latency-monitor-threshold 100");
  expect(text).not.toContain("loglevel notice");
});

it.each<[string, InstanceInput, string, string]>([
  ["maxclients", { network: { maxclients: 5000 } }, "maxclients 10000", "maxclients 5000"],
  ["policy", { memory: { policy: "allkeys-lfu" } }, "maxmemory-policy allkeys-lru", "maxmemory-policy allkeys-lfu"],
  ["maxmemory", { memory: { maxmemory: "700Mi" } }, "maxmemory 768mb", "maxmemory 700mb"],
  ["activeDefrag", { memory: { activeDefrag: false } }, "activedefrag yes", "activedefrag no"],
  ["fsync", { persistence: { fsync: "always" } }, "appendfsync everysec", "appendfsync always"],
  ["save", { persistence: { save: ["60 1"] } }, "save 900 1", "save 60 1"],
  ["maxLag", { master: { maxLag: "20s" } }, "min-replicas-max-lag 3", "min-replicas-max-lag 20"],
  ["timeout", { network: { timeout: "5m" } }, "timeout 0", "timeout 300"],
  ["tcpKeepalive", { network: { tcpKeepalive: "30s" } }, "tcp-keepalive 60", "tcp-keepalive 30"],
])("changes one line for one setting: %s", (_, input, before, after) => {
  expect(diff(lines(), lines(input))).toEqual([[before], [after]]);
});

it("does not depend on the number of replicas: autoscaling must not restart anything", () => {
  expect(lines({ replicas: { min: 4, max: 8 } })).toEqual(lines({ replicas: { min: 2, max: 5 } }));
});
