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
    what: "more replicas for an autoscaler",
    from: { replicas: { max: 4 }, autoscaling: { cpu: 60 } },
    to: { replicas: { max: 6 } },
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
];

test.each(warned)("$what: to be known", async ({ from, to, setting, reason }) => {
  const { risks } = await reportOf(stack("kubernetes", { cache: from }), stack("kubernetes", { cache: to }));
  expect(risks).toContainEqual(expect.objectContaining({ setting, reason: expect.stringMatching(reason) as string }));
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
] as const)("another %s puts the data of every instance at risk", async (setting, change) => {
  const base = stack("kubernetes", { cache: {}, queue: {} });
  const report = await reportOf(base, { ...base, ...change });
  expect(report.changeClass).toBe("data at risk");
  expect(report.pauseMs).toBeUndefined();
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
    expect(gone.steps.map(({ text }) => text)).toContain("ACL DELUSER reports on every Redis node");
  },
);
