import * as fc from "fast-check";
import type { Duration, InstanceInput, Size, StackInput } from "../../configs";
import { formatSize, MiB } from "../../configs/schema/units";
import { leadingKinds } from "../../configs/settings/proxy";
import { evictionPolicies } from "../../configs/settings/memory";
import { redisVersions, valkeyVersions } from "../../configs/settings/server";

type Server = NonNullable<InstanceInput["server"]>;
type Directives = NonNullable<NonNullable<InstanceInput["extra"]>["redis"]>;

/** A server of any version that the settings know. */
const servers: fc.Arbitrary<Required<Pick<Server, "engine" | "version">>> = fc.constantFrom(
  ...redisVersions.map((version) => ({ engine: "redis" as const, version })),
  ...valkeyVersions.map((version) => ({ engine: "valkey" as const, version })),
);

export const sizes: fc.Arbitrary<Size> = fc
  .tuple(fc.nat({ max: 999_999_999 }), fc.constantFrom("Ki", "Mi", "Gi"))
  .map(([amount, unit]) => `${amount}${unit}` as Size);

export const durations: fc.Arbitrary<Duration> = fc
  .tuple(fc.nat({ max: 999_999_999 }), fc.constantFrom("ms", "s", "m", "h", "d"))
  .map(([amount, unit]) => `${amount}${unit}` as Duration);

const instanceNames = fc.stringMatching(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/);

/** Settings of an instance that are all right, on whatever platform, for the given servers. */
export function instanceInputs(server: fc.Arbitrary<Server> = servers): fc.Arbitrary<InstanceInput> {
  return fc
    .record(
      {
        server,
        preset: fc.constantFrom("cache" as const, "pureCache" as const),
        replication: replication(),
        sentinel: sentinelInputs(),
        memory: memoryInputs(),
        persistence: persistenceInputs(),
        network: networkInputs(),
        tls: tlsInputs(),
        proxy: proxyInputs(),
        stop: stopInputs(),
        storage: fc.record({ size: mebibytes(8192, 65_536), keep: fc.boolean() }, { requiredKeys: [] }),
        // No p: a key that ends in "pwd" or "pass" is refused as a secret.
        labels: fc.dictionary(fc.stringMatching(/^[a-o]{1,10}$/), fc.stringMatching(/^[a-z0-9]{1,20}$/), {
          maxKeys: 3,
        }),
        extra: fc.record({ redis: extraDirectives() }),
        users: fc.dictionary(fc.stringMatching(/^[a-o]([a-o0-9-]{0,10}[0-9])?$/), userInputs(), { maxKeys: 3 }),
      },
      { requiredKeys: ["server"] },
    )
    .map(({ replication, users, proxy, ...rest }) => ({
      ...rest,
      ...replication,
      ...(proxy && { proxy: fittingProxy(proxy, rest) }),
      ...(users && {
        users: Object.fromEntries(Object.entries(users).map(([name, user]) => [name, forServer(user, rest.server)])),
      }),
    }));
}

/** Ports apart from those of nodes, whatever these are. */
function proxyInputs(): fc.Arbitrary<NonNullable<InstanceInput["proxy"]>> {
  return fc
    .record(
      {
        kind: fc.constantFrom("none" as const, ...leadingKinds),
        reads: fc.constantFrom("replicas" as const, "any" as const),
        readsFromMaster: fc.boolean(),
        tls: fc.constantFrom("passthrough" as const, "endToEnd" as const),
        maxReadLag: fc.integer({ min: 1, max: 3600 }).map((count) => `${count}s` as Duration),
        hold: fc.integer({ min: 1, max: 300 }).map((count) => `${count}s` as Duration),
        idleTimeout: fc.integer({ min: 0, max: 20 }).map((count) => `${count}d` as Duration),
        maxConnections: fc.integer({ min: 10, max: 100_000 }),
        threads: fc.integer({ min: 1, max: 64 }),
        port: fc.integer({ min: 10_000, max: 12_000 }),
        readPort: fc.integer({ min: 13_000, max: 15_000 }),
        healthPort: fc.integer({ min: 16_000, max: 18_000 }),
      },
      { requiredKeys: ["kind", "port", "readPort", "healthPort"] },
    )
    .map(({ tls, ...rest }) => ({ ...rest, ...(tls && rest.kind !== "envoy" && { tls }) }));
}

/** Nodes have room for its connections, and speak TLS where it does with them. */
function fittingProxy(
  { maxConnections, ...proxy }: NonNullable<InstanceInput["proxy"]>,
  { network, tls }: Pick<InstanceInput, "network" | "tls">,
): InstanceInput["proxy"] {
  const most = Math.floor(((network?.maxclients ?? 10_000) - 100) / 2);
  return {
    ...proxy,
    ...(maxConnections !== undefined && most >= 10 && { maxConnections: Math.min(maxConnections, most) }),
    ...(most < 10 && { kind: "none" }),
    ...(proxy.tls === "endToEnd" && !tls?.enabled && { tls: "terminate" }),
  };
}

type User = NonNullable<InstanceInput["users"]>[string];

const rulePool = [
  "+@all",
  "+@read",
  "+@write",
  "-@scripting",
  "+GET",
  "-del",
  "+@pubsub",
  "+xadd",
  "-@pubsub",
  "+object",
];

/** Rights of a user: patterns of any letters that ACL rules can hold. */
export function userInputs(): fc.Arbitrary<User> {
  const pattern = fc.stringMatching(/^[^\s\p{Cc}"'<>~%&*][^\s\p{Cc}"'<>]{0,12}$/u);
  const patterns = fc.array(pattern, { minLength: 1, maxLength: 3 });
  return fc.record(
    {
      keys: fc.oneof(fc.constant<string[]>(["*"]), patterns),
      readKeys: patterns,
      writeKeys: patterns,
      channels: fc.oneof(
        fc.constantFrom<string[][]>(["*"], ["_*"], ["__sentinel__*"], []),
        patterns.map((all) => all.filter((one) => /^[^_?*[\\]/.test(one))),
      ),
      commands: fc.array(fc.constantFrom(...rulePool), { maxLength: 4 }).map((rest) => ["+@hash", ...rest]),
      readOnly: fc.boolean(),
      grants: fc.subarray(["keys", "clientList", "slowlog", "latency"] as const),
    },
    { requiredKeys: [] },
  );
}

/** Without what contradicts the rest, or the version does not know. */
function forServer({ keys, readKeys, writeKeys, commands, ...rest }: User, { version }: Server): User {
  const halves = Number.parseFloat(version ?? "8.2") >= 7 && !keys?.includes("*");
  const apart = (patterns?: string[]) => patterns?.every((pattern) => !keys?.includes(pattern));
  return {
    ...rest,
    ...(keys && { keys }),
    ...(commands && { commands: agreeing(commands, rest) }),
    ...(halves && apart(readKeys) && { readKeys }),
    ...(halves && apart(writeKeys) && !rest.readOnly && { writeKeys }),
  };
}

/** What is given before what is taken, each once; nothing that writes for a reader, no channel for who has none. */
function agreeing(commands: string[], { readOnly, channels }: Pick<User, "readOnly" | "channels">): string[] {
  const without = [...(readOnly ? ["+@write", "+xadd"] : []), ...(channels?.length === 0 ? ["+@pubsub"] : [])];
  const left = commands.filter((rule) => !without.includes(rule));
  const first = left.filter((rule, i) => left.findIndex((other) => other.slice(1) === rule.slice(1)) === i);
  return [...first.filter((rule) => rule.startsWith("+")), ...first.filter((rule) => rule.startsWith("-"))];
}

/** Settings of a stack that are all right: one instance on this machine, one or two in a cluster. */
export function stackInputs(): fc.Arbitrary<StackInput> {
  const local = fc.record({ platform: fc.constant("local" as const), instances: instances(1) });
  const cluster = fc.record({
    platform: fc.constant("kubernetes" as const),
    namespace: instanceNames,
    instances: instances(2),
  });
  return fc.oneof(local, cluster);
}

function instances(maxLength: number): fc.Arbitrary<StackInput["instances"]> {
  const named = fc.tuple(fc.stringMatching(/^[a-z][a-z0-9]{0,20}$/), instanceInputs());
  return fc
    .uniqueArray(named, { minLength: 1, maxLength, selector: ([name]) => name })
    .map((entries) => Object.fromEntries(entries));
}

function replication() {
  return fc
    .record(
      {
        min: fc.integer({ min: 1, max: 5 }),
        more: fc.nat({ max: 4 }),
        guard: fc.nat({ max: 4 }),
        maxLag: between(2, 60, "s"),
      },
      { requiredKeys: ["min", "more"] },
    )
    .map(({ min, more, guard, maxLag }) => ({
      replicas: { min, max: min + more },
      master: {
        ...(guard !== undefined && { minReplicasToWrite: Math.min(guard, min - 1) }),
        ...(maxLag && { maxLag }),
      },
    }));
}

function sentinelInputs() {
  return fc
    .record(
      {
        half: fc.integer({ min: 1, max: 4 }),
        above: fc.nat({ max: 4 }),
        downAfter: between(4000, 10_000, "ms"),
        failoverTimeout: fc.constant("10s" as const),
        parallelSyncs: fc.integer({ min: 1, max: 3 }),
      },
      { requiredKeys: ["half"] },
    )
    .map(({ half, above, ...rest }) => ({
      ...rest,
      count: 2 * half + 1,
      ...(above !== undefined && { quorum: half + 1 + Math.min(above, half - 1) }),
    }));
}

function memoryInputs(): fc.Arbitrary<InstanceInput["memory"]> {
  const policiesOfAll = evictionPolicies.filter((policy) => !policy.endsWith("-lrm"));
  return fc.record(
    {
      limit: mebibytes(256, 65_536),
      maxmemoryShare: fc.integer({ min: 30, max: 90 }).map((percent) => percent / 100),
      policy: fc.constantFrom(...policiesOfAll),
      activeDefrag: fc.constant(false),
      reserves: fc.record(
        {
          copyOnWriteShare: fc.integer({ min: 5, max: 50 }).map((percent) => percent / 100),
          replicationBacklog: mebibytes(1, 64),
          clientBuffers: mebibytes(8, 64),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  );
}

function persistenceInputs(): fc.Arbitrary<InstanceInput["persistence"]> {
  const save = fc
    .tuple(fc.integer({ min: 1, max: 86_400 }), fc.integer({ min: 1, max: 100_000 }))
    .map((pair) => pair.join(" "));
  return fc.record(
    {
      mode: fc.constantFrom("aofAndRdb" as const, "none" as const),
      fsync: fc.constantFrom("everysec" as const, "always" as const),
      save: fc.array(save, { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: [] },
  );
}

function networkInputs(): fc.Arbitrary<InstanceInput["network"]> {
  return fc.record(
    {
      port: fc.integer({ min: 6000, max: 9000 }),
      sentinelPort: fc.integer({ min: 26_000, max: 29_000 }),
      tcpKeepalive: between(0, 600, "s"),
      timeout: between(0, 3600, "s"),
      maxclients: fc.integer({ min: 100, max: 20_000 }),
    },
    { requiredKeys: [] },
  );
}

function tlsInputs(): fc.Arbitrary<InstanceInput["tls"]> {
  const clientCertificates = fc.constantFrom("optional" as const, "required" as const, "off" as const);
  return fc
    .record({ enabled: fc.boolean(), clientCertificates }, { requiredKeys: [] })
    .filter(({ enabled, clientCertificates: asked }) => enabled === true || asked !== "required");
}

function stopInputs(): fc.Arbitrary<InstanceInput["stop"]> {
  return fc.record(
    {
      gracePeriod: between(60, 300, "s"),
      handOver: between(3, 15, "s"),
      pause: between(100, 2000, "ms"),
      save: between(0, 45, "s"),
    },
    { requiredKeys: [] },
  );
}

/** Directives that all versions know. */
function extraDirectives(): fc.Arbitrary<Directives> {
  const directives = fc.record(
    {
      hz: fc.integer({ min: 1, max: 500 }),
      databases: fc.integer({ min: 1, max: 64 }),
      "lazyfree-lazy-user-del": fc.boolean(),
      "notify-keyspace-events": fc.constantFrom("", "AKE", "Kx"),
      "client-output-buffer-limit": fc.constant(["normal 0 0 0", "pubsub 64mb 16mb 60"]),
      loglevel: fc.constantFrom("notice", "verbose"),
    },
    { requiredKeys: [] },
  );
  return directives.map((chosen) => chosen as Directives);
}

function mebibytes(min: number, max: number): fc.Arbitrary<Size> {
  return fc.integer({ min, max }).map((amount) => formatSize(amount * MiB));
}

function between<U extends "ms" | "s">(min: number, max: number, unit: U): fc.Arbitrary<`${number}${U}`> {
  return fc.integer({ min, max }).map((amount) => `${amount}${unit}` as const);
}
