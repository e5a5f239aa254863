import { parseStack, SettingsError } from "../../../configs";
import { expectRefusal, findingsOf, stackOf } from "../../support/refused";

type Case = [title: string, stack: unknown, property: string, value: unknown, reason: RegExp];

const cases: Case[] = [
  [
    "a platform that is not there",
    stackOf({}, { platform: "podman" }),
    "platform",
    "podman",
    /one of local, docker, kubernetes/,
  ],
  ["a namespace with dots", stackOf({}, { namespace: "my.redis" }), "namespace", "my.redis", /lower-case letters/],
  [
    "a namespace that is too long",
    stackOf({}, { namespace: "n".repeat(64) }),
    "namespace",
    "n".repeat(64),
    /at most 63/,
  ],
  ["a namespace of Kubernetes", stackOf({}, { namespace: "kube-system" }), "namespace", "kube-system", /reserved/],
  [
    "a namespace of Kubernetes that the stack does not create",
    stackOf({}, { namespace: "kube-public", createNamespace: false }),
    "namespace",
    "kube-public",
    /reserved/,
  ],
  ["the namespace of everybody", stackOf({}, { namespace: "default" }), "namespace", "default", /in every cluster/],
  ["no instance", { instances: {} }, "instances", {}, /at least one instance/],
  ["no instances", {}, "instances", undefined, /is missing/],
  ["a list of instances", { instances: [] }, "instances", [], /a map of names to values, not a list/],
  ["settings that are text", "x", "", "x", /a group of settings, not text/],
  ["a name in capitals", { instances: { Cache: {} } }, "instances.Cache", "Cache", /lower-case letters/],
  ["a name with underscores", { instances: { my_cache: {} } }, "instances.my_cache", "my_cache", /lower-case letters/],
  ["a name from a digit", { instances: { "1cache": {} } }, "instances.1cache", "1cache", /from a letter/],
  [
    "a name too long for its nodes",
    { instances: { ["n".repeat(44)]: {} } },
    `instances.${"n".repeat(44)}`,
    "n".repeat(44),
    /at most 43/,
  ],
  [
    "a name that is that of another's replicas",
    { instances: { cache: {}, "cache-replica": {} } },
    "instances.cache-replica",
    "cache-replica",
    /objects and nodes of instance cache/,
  ],
  [
    "a name that is that of another's node",
    { instances: { a: {}, "a-sentinel-0": {} } },
    "instances.a-sentinel-0",
    "a-sentinel-0",
    /objects and nodes of instance a/,
  ],
  ["an unknown key", stackOf({}, { namspace: "x" }), "namspace", undefined, /not a known setting/],
  [
    "passwords among the settings",
    stackOf({}, { secrets: { cache: { app: "x" } } }),
    "secrets",
    undefined,
    /looks like a secret/,
  ],
];

test.each(cases)("%s", (_title, stack, property, value, reason) => expectRefusal(stack, property, value, reason));

test("two instances on the same ports of one machine", () => {
  const ports = { port: 7000, sentinelPort: 27_000 };
  const stack = { platform: "local", instances: { a: { network: ports }, b: { network: ports } } };
  const [redis, sentinels, ...others] = findingsOf(stack);
  expect(others).toEqual([]);
  expect(redis).toMatchObject({ property: "instances.b.network.port", value: 7000 });
  expect(redis?.reason).toMatch(/7000-7002 overlaps 7000-7002 of instances\.a\.network\.port/);
  expect(sentinels).toMatchObject({ property: "instances.b.network.sentinelPort", value: 27_000 });
  expect(sentinels?.fix).toBe("write a port from 27003 on");
});

test("the same ports are fine where each node has an address", () => {
  expect(findingsOf({ instances: { a: {}, b: {} } })).toEqual([]);
});

test("activedefrag on a server that refuses it", () => {
  const installed = { engine: "redis", version: "7.0.15", defragments: false } as const;
  const stack = stackOf({ memory: { activeDefrag: true } }, { platform: "local" });
  expectRefusal(stack, "instances.cache.memory.activeDefrag", true, /refuses to start with it/, { installed });
  expect(findingsOf(stack, { installed: { ...installed, defragments: true } })).toEqual([]);
  expect(findingsOf(stack, { installed: { ...installed, defragments: undefined } })).toEqual([]);
  expect(findingsOf(stackOf({ memory: { activeDefrag: true } }), { installed })).toEqual([]);
});

test("an installed server whose directives are not known", () => {
  const installed = { engine: "redis", version: "5.0.14" } as const;
  expectRefusal(stackOf({}), "instances.cache.server.version", "5.0", /no version of redis/, { installed });
});

describe("all at once", () => {
  const stack = {
    platform: "locl",
    instances: {
      cache: {
        server: { version: 8 },
        replicas: { min: 3, max: 2 },
        memory: { limit: "1Ti", policy: "lru", password: "hunter2hunter2" },
        sentinel: { cuont: 5, quorum: 5, downAfter: "1s" },
        extra: { redis: { maxmemry: 1 } },
      },
    },
  };

  test("what is no setting, what no setting can be, and what does not go together", () => {
    expect(
      findingsOf(stack)
        .map(({ property }) => property)
        .sort(),
    ).toEqual([
      "instances.cache.memory.limit",
      "instances.cache.memory.password",
      "instances.cache.memory.policy",
      "instances.cache.replicas.min",
      "instances.cache.sentinel.cuont",
      "instances.cache.sentinel.downAfter",
      "instances.cache.server.version",
      "instances.cache.stop.pause",
      "platform",
    ]);
  });

  test("no rule speaks of a default in the place of what was refused", () => {
    const quorum = findingsOf(stackOf({ sentinel: { count: "five", quorum: 5 } }));
    expect(quorum.map(({ property }) => property)).toEqual(["instances.cache.sentinel.count"]);
  });

  test("the message has property, value, reason and fix of each, and no secret", () => {
    const error = errorOf(stack);
    expect(error.message).toContain("9 settings are refused:");
    expect(error.message).toContain(
      [
        "instances.cache.memory.limit",
        '  value:   "1Ti"',
        "  reason:  must be a whole number of Ki, Mi or Gi, such as 512Mi",
        "  fix:     write 1024Gi",
      ].join("\n"),
    );
    expect(error.message).not.toContain("hunter2");
  });
});

test.each([
  ["a misspelt setting", { sentinel: { cuont: 3 } }, "instances.cache.sentinel.count"],
  ["another spelling", { memory: { max_memory: "1Mi" } }, "instances.cache.memory.maxmemory"],
  ["a setting of another group", { memory: { quorum: 2 } }, "instances.cache.sentinel.quorum"],
  ["a directive", { memory: { "maxmemory-policy": "noeviction" } }, "instances.cache.memory.policy"],
  ["a setting of the stack", { namespace: "x" }, "namespace"],
])("an unknown key, %s: the fix names the nearest known one", (_title, cache, nearest) => {
  expect(findingsOf(stackOf(cache))[0]?.fix).toContain(`write ${nearest},`);
});

function errorOf(stack: unknown): SettingsError {
  try {
    parseStack(stack);
  } catch (error) {
    if (error instanceof SettingsError) return error;
  }
  throw new Error("not refused");
}

test.each([
  ["namespace default that the stack does not create", stackOf({}, { namespace: "default", createNamespace: false })],
  ["any namespace on this machine, where there are none", stackOf({}, { platform: "local", namespace: "kube-system" })],
])("%s is accepted", (_title, stack) => expect(findingsOf(stack)).toEqual([]));

describe("the places of backups", () => {
  const withBackups = (a: object, b: object) => ({
    instances: { a: { backup: { bucket: "b-1", ...a } }, b: { backup: { bucket: "b-1", ...b } } },
  });

  test("are refused where two instances have one", () => {
    const stack = withBackups({ prefix: "redis" }, { prefix: "redis" });
    expectRefusal(stack, "instances.b.backup.prefix", "redis", /instance a's backups too/);
  });

  test("are refused where one is the default of the other", () => {
    expectRefusal(withBackups({ prefix: "redis/b" }, {}), "instances.b.backup.prefix", undefined, /instance a's/);
  });

  test.each([
    ["http://localhost:9000", "http://127.0.0.1:9000"],
    ["https://minio.example.com", "https://MinIO.example.com.:443"],
  ])("are refused where %s and %s are one store", (a, b) => {
    const [one, other] = [
      { prefix: "redis", endpoint: a },
      { prefix: "redis", endpoint: b },
    ];
    const stack = { platform: "local", ...withBackups(one, other) };
    expect(findingsOf(stack).map(({ property }) => property)).toContain("instances.b.backup.prefix");
  });

  test.each([
    ["other prefixes", {}, {}],
    ["another bucket", { prefix: "redis" }, { prefix: "redis", bucket: "b-2" }],
    ["another store", { prefix: "redis" }, { prefix: "redis", endpoint: "https://minio.example.com" }],
  ])("are apart by %s", (_what, a, b) => expect(findingsOf(withBackups(a, b))).toEqual([]));
});
