import { instanceContext, parseInstance, parseStack, type InstanceInput } from "../../../configs";

const options = { name: "cache", platform: "kubernetes", namespace: "redis" } as const;
const parsed = (settings: InstanceInput = {}) => parseInstance(settings, options);

describe("computed defaults", () => {
  test.each([
    [3, 2],
    [5, 3],
    [7, 4],
  ])("of %d Sentinels %d are the quorum", (count, quorum) => {
    expect(parsed({ sentinel: { count } }).sentinel.quorum).toBe(quorum);
  });

  test.each([
    [1, 0],
    [2, 1],
    [5, 1],
  ])("with %d replicas writes need %d", (min, needed) => {
    expect(parsed({ replicas: { min } }).master.minReplicasToWrite).toBe(needed);
  });

  test("replicas.max follows replicas.min", () => {
    expect(parsed({ replicas: { min: 4 } }).replicas).toEqual({ min: 4, max: 4 });
  });

  test("the image follows the server", () => {
    expect(parsed().server.image).toBe("docker.io/library/redis:8.2");
    expect(parsed({ server: { engine: "valkey" } }).server.image).toBe("docker.io/valkey/valkey:8.1");
  });

  test("defragmentation is on in a cluster, whose images have jemalloc, and off on a machine", () => {
    expect(parsed().memory.activeDefrag).toBe(true);
    expect(parseInstance({}, { ...options, platform: "local" }).memory.activeDefrag).toBe(false);
  });
});

describe("the installed server", () => {
  const installed = { engine: "valkey", version: "9.0.3" } as const;

  test("does not decide the engine of another version that is written", () => {
    const local = { ...options, platform: "local", installed } as const;
    expect(parseInstance({ server: { version: "7.0" } }, local).server).toMatchObject({ engine: "redis" });
    expect(parseInstance({ server: { version: "9.0" } }, local).server).toMatchObject({ engine: "valkey" });
  });

  test("is the default", () => {
    expect(parseInstance({}, { ...options, installed }).server).toMatchObject({ engine: "valkey", version: "9.0" });
  });

  test("gives way to what is written", () => {
    const server = { engine: "redis", version: "7.0" } as const;
    expect(parseInstance({ server }, { ...options, installed }).server).toMatchObject(server);
  });

  test("says nothing about the version of another engine", () => {
    const { server } = parseInstance({ server: { engine: "redis" } }, { ...options, installed });
    expect(server.version).toBe("8.2");
  });
});

describe("presets", () => {
  test("pureCache keeps nothing on disk, and guards writes all the same", () => {
    const { persistence, master } = parsed({ preset: "pureCache" });
    expect([persistence.mode, master.minReplicasToWrite]).toEqual(["none", 1]);
  });

  test("messaging evicts nothing, writes to disk, and leaves room for forks", () => {
    const { memory, persistence } = parsed({ preset: "messaging" });
    expect(memory).toMatchObject({ policy: "noeviction", maxmemoryShare: 0.6, reserves: { copyOnWriteShare: 0.4 } });
    expect(persistence).toMatchObject({ mode: "aofAndRdb", fsync: "everysec" });
  });

  test("what is written wins over the preset, and leaves the rest of its group", () => {
    const { memory } = parsed({ preset: "messaging", memory: { maxmemoryShare: 0.5 } });
    expect(memory).toMatchObject({ maxmemoryShare: 0.5, policy: "noeviction" });
  });

  test("a setting that is undefined counts as not written", () => {
    expect(parsed({ preset: "pureCache", persistence: { mode: undefined } }).persistence.mode).toBe("none");
  });
});

test("an empty entry is an instance with defaults", () => {
  const instances = { cache: null };
  expect(parseStack({ instances }).instances.cache).toEqual(parsed());
});

describe("nodes", () => {
  const settings = parsed({ replicas: { min: 1, max: 2 } });

  test("in a cluster each has a name", () => {
    const { masterName, nodes } = instanceContext({ platform: "kubernetes", namespace: "apps" }, "cache", settings);
    expect(masterName).toBe("apps-cache");
    expect(nodes.home).toEqual({
      name: "cache-master-0",
      kind: "redis",
      host: "cache-master-0.apps.svc.cluster.local",
      port: 6379,
    });
    expect(nodes.replicas.map(({ host, port }) => `${host}:${port}`)).toEqual([
      "cache-replica-0.apps.svc.cluster.local:6379",
      "cache-replica-1.apps.svc.cluster.local:6379",
    ]);
    expect(nodes.sentinels[2]).toEqual({
      name: "cache-sentinel-2",
      kind: "sentinel",
      host: "cache-sentinel-2.apps.svc.cluster.local",
      port: 26_379,
    });
  });

  test("in Docker each has an address and a port, and the ports are those of a machine", () => {
    const { nodes } = instanceContext({ platform: "docker", namespace: "redis" }, "cache", {
      ...settings,
      network: { ...settings.network, subnet: "10.1.2.0/24" },
    });
    const all = [nodes.home, ...nodes.replicas, ...nodes.sentinels];
    expect(all.map(({ host, port }) => `${host}:${port}`)).toEqual([
      ...["10.1.2.10:6379", "10.1.2.11:6380", "10.1.2.12:6381"],
      ...["10.1.2.100:26379", "10.1.2.101:26380", "10.1.2.102:26381"],
    ]);
  });

  test("in Docker two instances have networks apart, also by default", () => {
    const hosts = ["cache", "sessions"].map(
      (name) => instanceContext({ platform: "docker", namespace: "redis" }, name, settings).nodes.home.host,
    );
    expect(hosts[0]).toMatch(/^172\.30\.\d+\.10$/);
    expect(hosts[0]).not.toBe(hosts[1]);
  });

  test("on a machine each has a port", () => {
    const { nodes } = instanceContext({ platform: "local", namespace: "redis" }, "cache", settings);
    const all = [nodes.home, ...nodes.replicas, ...nodes.sentinels];
    expect(all.map(({ host, port }) => `${host}:${port}`)).toEqual(
      [6379, 6380, 6381, 26_379, 26_380, 26_381].map((port) => `127.0.0.1:${port}`),
    );
  });
});
