import { stackResources } from "../../cli/render/objects";
import { type InstanceInput, parseStack, type StackSettings } from "../../configs";
import { type ChangeClass, markdown, review, type StackResource, type StackState } from "../../review";

const platforms = ["kubernetes", "local"] as const;
type PlatformName = (typeof platforms)[number];

const installed = { engine: "redis", version: "7.0" } as const;

function stack(platform: PlatformName, instances: Record<string, InstanceInput>): StackSettings {
  return parseStack({ platform, instances }, { installed });
}

const known = new Map<string, readonly StackResource[]>();

/** Most changes begin with the same stack. */
async function stateOf(settings: StackSettings): Promise<StackState> {
  const key = JSON.stringify(settings);
  const resources = known.get(key) ?? (await stackResources(settings));
  known.set(key, resources);
  return { settings, resources };
}

async function reportOf(base: StackSettings, head: StackSettings) {
  return review(await stateOf(base), await stateOf(head));
}

interface Change {
  what: string;
  from?: InstanceInput;
  to: InstanceInput;
  is: ChangeClass;
  /** One of the steps, where there are any. */
  step?: RegExp;
  only?: PlatformName;
}

const server = { engine: "redis", version: "7.0" } as const;
const limit = "512Mi";

const changes: Change[] = [
  { what: "nothing", to: {}, is: "none" },
  {
    what: "maxmemory",
    to: { memory: { maxmemory: "500Mi" } },
    is: "live",
    step: /^CONFIG SET maxmemory 500mb \(from 768mb\)/,
  },
  { what: "clients", to: { network: { maxclients: 5000 } }, is: "live", step: /^CONFIG SET maxclients 5000/ },
  { what: "idle time", to: { network: { timeout: "10m" } }, is: "live", step: /^CONFIG SET timeout 600/ },
  { what: "fsync", to: { persistence: { fsync: "always" } }, is: "live", step: /^CONFIG SET appendfsync always/ },
  {
    what: "fsync less often",
    from: { persistence: { fsync: "always" } },
    to: { persistence: { fsync: "everysec" } },
    is: "data at risk",
    step: /^CONFIG SET appendfsync everysec/,
  },
  {
    what: "no fsync while a child writes",
    from: { persistence: { fsync: "always" }, extra: { redis: { "no-appendfsync-on-rewrite": "no" } } },
    to: { extra: { redis: { "no-appendfsync-on-rewrite": "yes" } } },
    is: "data at risk",
    step: /^CONFIG SET no-appendfsync-on-rewrite yes/,
  },
  {
    what: "no fsync while a child writes, where it is done each second",
    from: { extra: { redis: { "no-appendfsync-on-rewrite": "no" } } },
    to: { extra: { redis: { "no-appendfsync-on-rewrite": "yes" } } },
    is: "live",
  },
  {
    what: "save points",
    to: { persistence: { save: ["900 1", "60 100"] } },
    is: "live",
    step: /^CONFIG SET save 60 100 900 1 /,
  },
  {
    what: "a policy that drops no more than before",
    to: { memory: { policy: "allkeys-lfu" } },
    is: "live",
    step: /^CONFIG SET maxmemory-policy allkeys-lfu \(from allkeys-lru\)/,
  },
  { what: "a policy that keeps more", to: { memory: { policy: "noeviction" } }, is: "live" },
  {
    what: "a policy that begins to drop keys",
    from: { memory: { policy: "noeviction" } },
    to: { memory: { policy: "volatile-lru" } },
    is: "data at risk",
  },
  { what: "lag", to: { master: { maxLag: "5s" } }, is: "live", step: /^CONFIG SET min-replicas-max-lag 5/ },
  {
    what: "an extra directive's value",
    from: { extra: { redis: { hz: "20" } } },
    to: { extra: { redis: { hz: "30" } } },
    is: "live",
    step: /^CONFIG SET hz 30 \(from 20\)/,
  },
  {
    what: "an extra directive that comes",
    to: { extra: { redis: { hz: "30" } } },
    is: "failover",
    step: /hz 30 \(from left out\)/,
  },
  {
    what: "threads, which are read at a start",
    from: { extra: { redis: { "io-threads": "2" } } },
    to: { extra: { redis: { "io-threads": "4" } } },
    is: "failover",
    step: /io-threads 4 \(from 2\) takes effect on restart/,
  },
  {
    what: "the container's memory",
    to: { memory: { limit: "2Gi" } },
    is: "failover",
    only: "kubernetes",
    step: /hands over to a replica/,
  },
  {
    what: "the data's share of a process",
    to: { memory: { limit: "2Gi" } },
    is: "live",
    only: "local",
    step: /^CONFIG SET maxmemory /,
  },
  {
    what: "the image",
    to: { server: { ...server, image: "docker.io/library/redis:7.0.15" } },
    is: "failover",
    only: "kubernetes",
  },
  {
    what: "a newer server",
    from: { server },
    to: { server: { engine: "redis", version: "7.2" } },
    is: "failover",
    only: "kubernetes",
  },
  {
    what: "an older server",
    from: { server: { engine: "redis", version: "7.2" } },
    to: { server },
    is: "data at risk",
    only: "kubernetes",
  },
  {
    what: "Valkey for Redis 7.2",
    from: { server: { engine: "redis", version: "7.2" } },
    to: { server: { engine: "valkey", version: "8.1" } },
    is: "failover",
    only: "kubernetes",
  },
  {
    what: "Valkey for Redis 8.2",
    from: { server: { engine: "redis", version: "8.2" } },
    to: { server: { engine: "valkey", version: "9.0" } },
    is: "data at risk",
    only: "kubernetes",
  },
  { what: "TLS", to: { tls: { enabled: true } }, is: "data at risk" },
  { what: "another port", to: { network: { port: 7000 } }, is: "data at risk" },
  { what: "another port of the Sentinels", to: { network: { sentinelPort: 27000 } }, is: "data at risk" },
  { what: "a third replica", to: { replicas: { min: 3 } }, is: "live", step: /^1 more replicas/ },
  {
    what: "fewer replicas",
    from: { replicas: { min: 3 } },
    to: { replicas: { min: 2, max: 3 } },
    is: "failover",
    step: /^1 fewer replicas; a master among them hands over first/,
  },
  {
    what: "the Sentinels' patience",
    to: { sentinel: { downAfter: "8s" } },
    is: "rolling restart",
    step: /^the Sentinels restart/,
  },
  { what: "the Sentinels' memory", to: { sentinel: { memory: "128Mi" } }, is: "rolling restart", only: "kubernetes" },
  { what: "larger volumes", to: { storage: { size: "16Gi" } }, is: "none", only: "kubernetes" },
  { what: "smaller volumes", to: { storage: { size: "4Gi" } }, is: "data at risk", only: "kubernetes" },
  { what: "another storage class", to: { storage: { class: "fast" } }, is: "data at risk", only: "kubernetes" },
  { what: "no persistence", to: { persistence: { mode: "none" } }, is: "data at risk" },
  { what: "no replica needed for a write", to: { master: { minReplicasToWrite: 0 } }, is: "data at risk" },
  {
    what: "fewer databases",
    to: { extra: { redis: { databases: 2 } } },
    is: "data at risk",
  },
  {
    what: "fewer databases, in capitals",
    to: { extra: { redis: { DATABASES: 2 } } },
    is: "data at risk",
  },
  {
    what: "no flush during a rewrite, as true",
    from: { persistence: { fsync: "always" } },
    to: { persistence: { fsync: "always" }, extra: { redis: { "no-appendfsync-on-rewrite": true } } },
    is: "data at risk",
  },
  {
    what: "more databases",
    to: { extra: { redis: { databases: 20 } } },
    is: "failover",
  },
  {
    what: "a module that goes",
    from: { extra: { redis: { loadmodule: "/modules/bloom.so" } } },
    to: { extra: { redis: {} } },
    is: "data at risk",
  },
  {
    what: "fewer backups",
    from: { backup: { bucket: "backups" } },
    to: { backup: { bucket: "backups", keep: { daily: 1 } } },
    is: "data at risk",
    only: "kubernetes",
  },
  {
    what: "no bootstrap any more",
    from: { bootstrap: { replicaOf: { host: "old.example.com" } } },
    to: { bootstrap: undefined },
    is: "data at risk",
    only: "kubernetes",
  },
  {
    what: "passwords from elsewhere",
    to: { secrets: { source: "existingSecret", secretName: "users" } },
    is: "data at risk",
    only: "kubernetes",
  },
  {
    what: "certificates from elsewhere",
    from: { tls: { enabled: true } },
    to: { tls: { enabled: true, source: "existingSecret", secretName: "tls" } },
    is: "data at risk",
    only: "kubernetes",
  },
  { what: "labels, which pods have too", to: { labels: { team: "shop" } }, is: "failover", only: "kubernetes" },
  {
    what: "the grace period",
    to: { stop: { gracePeriod: "90s" } },
    is: "failover",
    only: "kubernetes",
    step: /terminationGracePeriodSeconds/,
  },
  {
    what: "an autoscaler",
    from: { replicas: { max: 4 } },
    to: { replicas: { max: 4 }, autoscaling: { cpu: 60 } },
    is: "none",
    only: "kubernetes",
  },
  {
    what: "fewer replicas for an autoscaler",
    from: { replicas: { max: 6 }, autoscaling: { cpu: 60 } },
    to: { replicas: { max: 3 } },
    is: "failover",
    only: "kubernetes",
    step: /^up to 3 fewer replicas, where the autoscaler has added more than 3 /,
  },
  {
    what: "more replicas that an autoscaler keeps",
    from: { replicas: { max: 6 }, autoscaling: { cpu: 60 } },
    to: { replicas: { min: 4, max: 6 } },
    is: "live",
    only: "kubernetes",
    step: /^up to 2 more replicas, where the autoscaler has fewer than 4 in all$/,
  },
  {
    what: "more replicas for an autoscaler",
    from: { replicas: { max: 4 }, autoscaling: { cpu: 60 } },
    to: { replicas: { max: 6 } },
    is: "none",
    only: "kubernetes",
  },
  {
    what: "KEDA in place of the autoscaler of Kubernetes",
    from: { replicas: { max: 4 }, autoscaling: { cpu: 60 } },
    to: { autoscaling: { kind: "keda", cpu: 60 } },
    is: "none",
    only: "kubernetes",
  },
  {
    what: "fewer replicas for KEDA",
    from: { replicas: { max: 6 }, autoscaling: { kind: "keda", cpu: 60 } },
    to: { replicas: { max: 3 } },
    is: "failover",
    only: "kubernetes",
    step: /^up to 3 fewer replicas, where the autoscaler has added more than 3 /,
  },
  {
    what: "recommendations of CPU and memory",
    to: { monitoring: { recommendations: "verticalPodAutoscaler" } },
    is: "none",
    only: "kubernetes",
  },
  {
    what: "no autoscaler any more",
    from: { replicas: { max: 6 }, autoscaling: { cpu: 60 } },
    to: { autoscaling: undefined },
    is: "failover",
    only: "kubernetes",
    step: /^up to 4 fewer replicas/,
  },
  {
    what: "another issuer of certificates",
    from: { tls: { enabled: true, source: "certManager", issuer: { name: "ca" } } },
    to: { tls: { enabled: true, source: "certManager", issuer: { name: "vault" } } },
    is: "data at risk",
    only: "kubernetes",
  },
  {
    what: "another store of passwords",
    from: { secrets: { source: "externalSecret", store: { name: "vault" } } },
    to: { secrets: { source: "externalSecret", store: { name: "aws" } } },
    is: "data at risk",
    only: "kubernetes",
  },
  {
    what: "another domain of the cluster",
    to: { network: { clusterDomain: "example.com" } },
    is: "data at risk",
    only: "kubernetes",
  },
  {
    what: "another user of the pods",
    to: { pods: { securityContext: { runAsUser: 20_000 } } },
    is: "failover",
    only: "kubernetes",
  },
];

/** What is to be known of a change, whose class does not say it. */
const warned: { what: string; from: InstanceInput; to: InstanceInput; setting: string; reason: RegExp }[] = [
  {
    what: "smaller volumes of Sentinels",
    from: { sentinel: { volume: "128Mi" } },
    to: { sentinel: { volume: "64Mi" } },
    setting: "sentinel.volume",
    reason: /cannot shrink/,
  },
  {
    what: "clients that may no longer connect",
    from: { pods: { clientNamespaces: ["shop", "web"] } },
    to: { pods: { clientNamespaces: ["web"] } },
    setting: "pods.clientNamespaces",
    reason: /pods of shop can no longer connect/,
  },
  {
    what: "another user, and the same group of files",
    from: {},
    to: { pods: { securityContext: { runAsUser: 20_000 } } },
    setting: "pods.securityContext.runAsUser",
    reason: /user 20000 cannot read what user 10001 has written/,
  },
  {
    what: "a machine for each node",
    from: {},
    to: { pods: { spread: "required" } },
    setting: "pods.spread",
    reason: /stops at the first pod that finds no machine/,
  },
  {
    what: "other machines",
    from: { pods: { nodeSelector: { pool: "a" } } },
    to: { pods: { nodeSelector: { pool: "a", disk: "fast" } } },
    setting: "pods.nodeSelector",
    reason: /none that reaches its volume/,
  },
  {
    what: "certificates of all clients",
    from: { tls: { enabled: true } },
    to: { tls: { enabled: true, clientCertificates: "required" } },
    setting: "tls.clientCertificates",
    reason: /clients that show no certificate/,
  },
  {
    what: "more replicas, and writes that wait for them",
    from: { replicas: { min: 1 }, master: { minReplicasToWrite: 0 } },
    to: { replicas: { min: 3 }, master: { minReplicasToWrite: 2 } },
    setting: "master.minReplicasToWrite",
    reason: /refused until 2 replicas are in sync, and replicas\.min says 1 so far/,
  },
  {
    what: "a lower maxmemory that evicts",
    from: { memory: { limit: "4Gi" } },
    to: { memory: { limit: "4Gi", maxmemory: "1Gi" } },
    setting: "memory",
    reason: /^maxmemory becomes 1Gi: where the data take more, keys are evicted/,
  },
  {
    what: "a lower maxmemory that refuses writes",
    from: { memory: { limit: "4Gi", policy: "noeviction" } },
    to: { memory: { limit: "2Gi", policy: "noeviction" } },
    setting: "memory",
    reason: /^maxmemory becomes 1536Mi: where the data take more, every write is refused/,
  },
  {
    what: "volumes that go with the instance",
    from: { storage: { keep: true } },
    to: { storage: { keep: false } },
    setting: "storage.keep",
    reason: /deleted with the instance/,
  },
  {
    what: "no more backups",
    from: { backup: { bucket: "b-1" } },
    to: {},
    setting: "backup",
    reason: /no backup is taken any more/,
  },
  ...[{ bucket: "b-2" }, { prefix: "other" }, { endpoint: "https://store.example.com" }].map((place) => ({
    what: `another ${Object.keys(place)[0]} of backups`,
    from: { backup: { bucket: "b-1" } },
    to: { backup: { bucket: "b-1", ...place } },
    setting: "backup",
    reason: /neither removed nor found/,
  })),
];

test.each(warned)("$what: to be known", async ({ from, to, setting, reason }) => {
  const { risks } = await reportOf(stack("kubernetes", { cache: from }), stack("kubernetes", { cache: to }));
  expect(risks).toContainEqual(expect.objectContaining({ setting, reason: expect.stringMatching(reason) as string }));
});

test.each(warned)("$what: nothing of it the other way round", async ({ from, to, setting, reason }) => {
  const { risks } = await reportOf(stack("kubernetes", { cache: to }), stack("kubernetes", { cache: from }));
  const other = (risk: { setting: string; reason: string }) => risk.setting === setting && reason.test(risk.reason);
  // Of places each is another one.
  if (setting !== "backup" || to.backup === undefined) expect(risks.filter(other)).toEqual([]);
});

describe.each(platforms)("on platform %s", (platform) => {
  const cases = changes.filter(({ only }) => only === undefined || only === platform);

  test.each(cases)("$what: $is", async ({ from = {}, to, is, step }) => {
    const base = { memory: { limit: "1Gi" }, ...from } as InstanceInput;
    const head = { ...base, ...to, memory: { ...base.memory, ...to.memory } } as InstanceInput;
    const { changeClass, steps } = await reportOf(stack(platform, { cache: base }), stack(platform, { cache: head }));
    expect([changeClass, steps]).toEqual([is, expect.anything()]);
    if (step) expect(steps.map(({ text }) => text)).toContainEqual(expect.stringMatching(step));
  });

  test("of instances that stand side by side only the one that changes is reported", async () => {
    const others = { network: { port: 7000, sentinelPort: 27000 } };
    const both = (cache: InstanceInput) => stack(platform, { cache, other: others });
    const { steps } = await reportOf(both({}), both({ network: { maxclients: 100 } }));
    expect(new Set(steps.map(({ instance }) => instance))).toEqual(new Set(["cache"]));
  });

  test("an instance by another name: its data stay behind", async () => {
    const report = await reportOf(stack(platform, { cache: {} }), stack(platform, { store: {} }));
    expect(report.changeClass).toBe("data at risk");
    expect(report.risks[0]!.reason).toContain("a new name is a new, empty instance");
  });

  test("several changes: the worst counts, and each has its step", async () => {
    const head = { network: { maxclients: 100 }, sentinel: { downAfter: "8s" } } as InstanceInput;
    const { changeClass, steps } = await reportOf(stack(platform, { cache: {} }), stack(platform, { cache: head }));
    expect(changeClass).toBe("rolling restart");
    expect(steps.map(({ changeClass: one }) => one)).toEqual(expect.arrayContaining(["live", "rolling restart"]));
  });
});

test("a failover's report says how long writes will wait", async () => {
  const base = stack("kubernetes", { cache: {} });
  const head = stack("kubernetes", { cache: { labels: { team: "shop" } } });
  const report = await reportOf(base, head);
  expect(report.pauseMs).toBe(200);
  expect(markdown("prod", report)).toContain("writes wait for 0.2 s");
});

test("secrets that differ are reported by their names: who gets, changes or loses a password", async () => {
  const state = await stateOf(stack("kubernetes", { cache: {} }));
  const secrets = (cache: Record<string, unknown>) => ({ ...state, secrets: { cache } });
  const old = { app: { secure: "v1:a" }, ops: { secure: "v1:b" }, other: { proxy: { secure: "v1:c" } } };
  const now = { "app-b": { secure: "v1:d" }, ops: { secure: "v1:e" }, other: { sentinel: { secure: "v1:f" } } };
  const { changeClass, steps } = review(secrets(old), secrets({ ...now, rotating: { sentinel: "offered" } }));
  expect(changeClass).toBe("live");
  expect(steps.map(({ text }) => text)).toEqual([
    "user app is removed, by ACL DELUSER on every node: its connections are closed",
    "user app-b gets its password, by ACL SETUSER on every node",
    "user ops: its password changes, by ACL SETUSER on every node, and logins by the old one are refused",
    "user proxy loses a second password",
    "user sentinel gets a second password, by ACL SETUSER on every node",
  ]);
});

test.each([
  [false, ["replica", "master", "sentinel"]],
  [true, ["replica", "sentinel", "master"]],
])("a newer server, sync waves %s: the parts restart in the order of the deployment", async (syncWaves, order) => {
  const withServer = (version: "7.2" | "8.2") => {
    const before = stack("kubernetes", { cache: { memory: { limit }, server: { version } } });
    return { ...before, syncWaves };
  };
  const { steps } = await reportOf(withServer("7.2"), withServer("8.2"));
  expect(steps.flatMap(({ does }) => (does.kind === "restart" ? [does.part] : []))).toEqual(order);
});

test.each([
  ["namespace", { namespace: "elsewhere" }],
  ["kubeContext", { kubeContext: "other" }],
  ["platform", { platform: "local" }],
] as const)("another %s puts the data of every instance at risk", async (setting, change) => {
  const base = stack("kubernetes", { cache: {}, queue: {} });
  const report = await reportOf(base, { ...base, ...change });
  expect(report.changeClass).toBe("data at risk");
  expect(report.pauseMs).toBeUndefined();
  expect(report.steps).toEqual([]);
  expect(report.risks.map(({ instance, reason }) => [instance, reason.split(" ")[0]])).toEqual([
    ["cache", setting],
    ["queue", setting],
  ]);
});

test("a maxmemory below what is in use puts data at risk, where the running stack was asked", async () => {
  const base = await stateOf(stack("kubernetes", { cache: { memory: { limit: "1Gi" } } }));
  const head = await stateOf(stack("kubernetes", { cache: { memory: { limit: "1Gi", maxmemory: "100Mi" } } }));
  expect(review(base, head).changeClass).toBe("live");
  expect(review({ ...base, used: { cache: 50 * 2 ** 20 } }, head).changeClass).toBe("live");
  const report = review({ ...base, used: { cache: 200 * 2 ** 20 } }, head);
  expect(report.risks.map(({ reason }) => reason)).toEqual([
    "the data take 200Mi, and maxmemory becomes 100Mi: keys are evicted until they fit",
  ]);
});

test("the Markdown says the class, the settings, the steps and the way back", async () => {
  const base = stack("kubernetes", { cache: { memory: { limit } } });
  const head = stack("kubernetes", { cache: { memory: { limit, policy: "noeviction" } } });
  const text = markdown("prod", await reportOf(base, head));
  expect(text).toContain("## Stack prod: live");
  expect(text).toContain("| `instances.cache.memory.policy` | `allkeys-lru` | `noeviction` |");
  expect(text).toContain(
    "1. **cache**, live: CONFIG SET maxmemory-policy noeviction (from allkeys-lru) on every Redis node",
  );
  expect(text).toContain("Put the settings back as they were");
  expect(text).not.toMatch(/sha256|password/);
});

test.each(platforms)(
  "%s: further users come, get other rights, and go: all live, and what they lose is said",
  async (platform) => {
    const of = (users: InstanceInput["users"]) => stack(platform, { cache: { users } });
    const added = await reportOf(of({}), of({ reports: {}, app: { grants: ["flushdb"] } }));
    expect([added.changeClass, added.risks]).toEqual(["live", []]);
    expect(added.steps.map(({ text }) => text)).toEqual(
      expect.arrayContaining(["ACL SETUSER reports on every Redis node", "ACL SETUSER reports on every Sentinel"]),
    );
    expect(added.steps.map(({ text }) => text)).toContain("ACL SETUSER app on every Redis node");

    const fewer = await reportOf(of({ reports: {} }), of({ reports: { readOnly: true } }));
    expect([fewer.changeClass, fewer.risks.map(({ reason }) => reason)]).toEqual([
      "live",
      [expect.stringMatching(/^reports: what .* refused/)],
    ]);
    const more = await reportOf(
      of({ reports: { keys: ["a"] } }),
      of({ reports: { keys: ["a", "b"], grants: ["keys"] } }),
    );
    expect([more.changeClass, more.risks]).toEqual(["live", []]);

    const gone = await reportOf(of({ reports: {} }), of({}));
    expect([gone.changeClass, gone.risks.map(({ reason }) => reason)]).toEqual([
      "live",
      [expect.stringMatching(/^reports: who is logged in .* loses the connection/)],
    ]);
    expect(gone.steps.map(({ text }) => text)).toContain(
      "ACL DELUSER reports on every Redis node; closes connections: all of user reports",
    );
  },
);

const reports = { keys: ["a:*", "b:*"], channels: ["a", "b"], commands: ["+@read", "+@write", "-del"] };

test.each<[what: string, from: InstanceInput["users"], to: InstanceInput["users"], loses: boolean]>([
  ["the grants of app", { app: { grants: ["flushdb"] } }, {}, true],
  ["keys to write", { reports: { readKeys: ["a"], writeKeys: ["a"] } }, { reports: { readKeys: ["a"] } }, true],
  ["keys to read and write", { reports: { keys: ["a"] } }, { reports: { readKeys: ["a"] } }, true],
  ["all keys but some", { reports: {} }, { reports: { keys: ["a"] } }, true],
  ["all keys in place of some", { reports }, { reports: { ...reports, keys: undefined } }, false],
  ["a channel", { reports }, { reports: { ...reports, channels: ["a"] } }, true],
  ["every channel", { reports }, { reports: { ...reports, channels: ["*"] } }, false],
  ["the command to subscribe", { reports: {} }, { reports: { commands: ["+@all", "-subscribe"] } }, true],
  ["commands", { reports }, { reports: { ...reports, commands: ["+@read"] } }, true],
  ["all commands but some", { reports: {} }, { reports: { commands: ["+@read"] } }, true],
  ["a command that was taken away", { reports }, { reports: { ...reports, commands: ["+@read", "+@write"] } }, false],
  ["commands of app", { reports }, { reports: { ...reports, commands: undefined } }, false],
  ["writes", { reports: {} }, { reports: { readOnly: true } }, true],
  ["writes that were taken away", { reports: { readOnly: true } }, { reports: {} }, false],
  ["another name to log in", { reports }, { reports: { ...reports, login: "reports-b" } }, false],
])("%s: whether applications may lose rights", async (_, from, to, loses) => {
  const of = (users: InstanceInput["users"]) => stack("local", { cache: { users } });
  const { risks } = await reportOf(of(from), of(to));
  expect(risks.map(({ setting }) => setting)).toEqual(loses ? ["users"] : []);
});

test("only names that have a password are on the nodes, and `up` makes those of new logins", async () => {
  const of = (secrets: InstanceInput["secrets"]) => stack("local", { cache: { secrets, users: { reports: {} } } });
  const withPasswords = async (settings: StackSettings, ...names: string[]) => ({
    ...(await stateOf(settings)),
    secrets: { cache: Object.fromEntries(names.map((name) => [name, { secure: "v1:a" }])) },
  });
  const old = await withPasswords(of({}), "app");
  const now = await withPasswords(of({ appUser: "app-b" }), "app");
  expect(review(old, now).steps.map(({ text }) => text)).toEqual([
    "user app-b gets its password, by ACL SETUSER on every node",
  ]);
  const both = await withPasswords(of({ appUser: "app-b" }), "app", "app-b");
  expect(review(both, await withPasswords(of({}), "app", "app-b")).changeClass).toBe("none");

  const grants = stack("local", { cache: { users: { reports: {}, app: { grants: ["keys"] } } } });
  const changed = (report: ReturnType<typeof review>) =>
    report.steps.flatMap(({ does }) => (does.kind === "acl" ? [does.user] : []));
  expect(changed(review(old, await withPasswords(grants, "app")))).toEqual(["app"]);
  expect(changed(review(both, await withPasswords(grants, "app", "app-b")))).toEqual(["app", "app-b"]);
});

test.each<[what: string, from: InstanceInput, to: InstanceInput, closes: string | undefined]>([
  ["idle time", {}, { network: { timeout: "5m" } }, "those of clients that are idle for 300 s"],
  [
    "shorter idle time",
    { network: { timeout: "5m" } },
    { network: { timeout: "1m" } },
    "those of clients that are idle for 60 s",
  ],
  ["longer idle time", { network: { timeout: "1m" } }, { network: { timeout: "5m" } }, undefined],
  ["no idle time", { network: { timeout: "1m" } }, {}, undefined],
  [
    "less for subscribers",
    {},
    { extra: { redis: { "client-output-buffer-limit": "pubsub 16mb 8mb 60" } } },
    "those of class pubsub that leave more unread",
  ],
  [
    "more for subscribers",
    { extra: { redis: { "client-output-buffer-limit": "pubsub 16mb 8mb 60" } } },
    { extra: { redis: { "client-output-buffer-limit": "pubsub 0 0 0" } } },
    undefined,
  ],
  [
    "a limit for ordinary clients",
    {},
    { extra: { redis: { "client-output-buffer-limit": "normal 64mb 32mb 30" } } },
    "those of class normal that leave more unread",
  ],
  [
    "less for all clients",
    { memory: { reserves: { clientBuffers: "64Mi" } } },
    { memory: { reserves: { clientBuffers: "32Mi" } } },
    "those of the largest clients, where all take more",
  ],
  [
    "fewer channels",
    { users: { reports: { channels: ["a", "b"] } } },
    { users: { reports: { channels: ["a"] } } },
    "those of user reports that listen to other channels",
  ],
  ["more channels", { users: { reports: { channels: ["a"] } } }, { users: { reports: {} } }, undefined],
  ["a user who goes", { users: { reports: {} } }, {}, "all of user reports"],
])("%s: whose connections a change closes", async (_, from, to, closes) => {
  const { steps } = await reportOf(stack("local", { cache: from }), stack("local", { cache: to }));
  const said = steps.flatMap((step) => (step.closes === undefined ? [] : [step.closes]));
  expect(said).toEqual(closes === undefined ? [] : expect.arrayContaining([closes]));
  if (closes !== undefined)
    expect(steps.map(({ text }) => text).join("\n")).toContain(`; closes connections: ${closes}`);
});

test("larger volumes are class none, with a warning of classes that do not let them grow", async () => {
  const [small, large] = [{ storage: { size: "8Gi" } }, { storage: { size: "16Gi" } }] as const;
  const report = await reportOf(stack("kubernetes", { cache: small }), stack("kubernetes", { cache: large }));
  expect([report.changeClass, report.risks.map(({ setting }) => setting)]).toEqual(["none", ["storage.size"]]);
});

test("what Pulumi leaves is not called deleted", async () => {
  const [more, fewer] = [{ replicas: { min: 3 } }, { replicas: { min: 2 } }] as const;
  const before = stack("kubernetes", { cache: more, scratch: { ...more, storage: { keep: false } } });
  const after = stack("kubernetes", { cache: fewer, scratch: { ...fewer, storage: { keep: false } } });
  const { resources } = await reportOf(before, { ...after, createNamespace: false });
  expect(resources.left.sort()).toEqual(["Namespace redis", "PersistentVolumeClaim cache-replica-claim-2"]);
  expect(resources.deleted).toContain("PersistentVolumeClaim scratch-replica-claim-2");
});

test("what only a cluster has puts nothing at risk on one machine", async () => {
  const change = {
    storage: { size: "1Gi", class: "fast" },
    sentinel: { volume: "32Mi" },
    network: { clusterDomain: "example.com" },
    pods: { securityContext: { runAsUser: 20_000 } },
  } as const;
  const report = await reportOf(stack("local", { cache: {} }), stack("local", { cache: change }));
  expect([report.changeClass, report.risks]).toEqual(["none", []]);
});
