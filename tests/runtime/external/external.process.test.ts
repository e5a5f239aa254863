import type { Redis } from "ioredis";
import { freePorts } from "../../../benchmarks/free-ports";
import type { InstanceInput } from "../../../configs/settings/instance";
import { requestHandOver } from "../../failure/scenario";
import type { Cluster, ClusterOptions } from "../../support/cluster";
import { closeClusters, createCluster } from "../../support/cluster";
import { encryptedOptions } from "../../support/cluster/encrypted";
import { type RedisProcess, startServer, stopServers } from "../../support/redis-process";
import { testServers } from "../../support/servers";

afterEach(async () => {
  await closeClusters();
  await stopServers();
});

const server = testServers().find(({ engine, version }) => engine === "redis" && version.startsWith("7.0"))!;
const secret = 'it\'s "secret"';

interface Scene {
  cluster: Cluster;
  outside: RedisProcess;
  /** A client of the Redis outside, as user default. */
  client: Redis;
}

interface SceneOptions extends ClusterOptions {
  /** Further lines of the configuration of the Redis outside. */
  lines?: string[];
  /**
   * Whether the Redis outside is followed with TLS, for which it has the certificates of the instance. @default false
   */
  encrypted?: boolean;
  replicaOf?: Partial<NonNullable<InstanceInput["bootstrap"]>["replicaOf"]>;
}

/** A Redis outside that holds a key, and an instance that is told to follow it. */
async function startScene({ lines = [], encrypted = false, replicaOf, ...options }: SceneOptions = {}): Promise<Scene> {
  const tlsPort = await freePorts(1);
  const certificates = ["tls-ca-cert-file ca.crt", "tls-cert-file tls.crt", "tls-key-file tls.key"];
  const config = [
    `requirepass ${JSON.stringify(secret)}`,
    ...lines,
    ...(encrypted ? [`tls-port ${tlsPort}`, ...certificates] : []),
  ];
  const files = { ...options.tls, "redis.conf": config.join("\n") };
  const outside = await startServer(server, { files, main: "redis.conf" });
  const client = outside.connect({ password: secret });
  await client.set("before", "1");
  const port = encrypted ? tlsPort : outside.port;
  const bootstrap = { replicaOf: { host: "127.0.0.1", port, tls: encrypted, ...replicaOf } };
  const cluster = await createCluster({
    ...options,
    input: { ...options.input, bootstrap },
    passwords: { external: secret, ...options.passwords },
  });
  cluster.start();
  return { cluster, outside, client };
}

/** Every node holds a key that has just been written outside. */
async function expectFollowed({ cluster, client }: Scene, key: string): Promise<void> {
  await client.set(key, "1");
  await cluster.waitFor("every node has it", async () => {
    const values = await Promise.all(cluster.redis.map((node) => node.askAs("app", "GET", key).catch(() => undefined)));
    return values.every((value) => value === "1");
  });
}

async function expectNoMaster(cluster: Cluster): Promise<void> {
  expect(await cluster.masters()).toEqual([]);
  expect(Object.values(await cluster.sentinelViews())).toEqual(["none", "none", "none"]);
}

test("an instance without data follows a Redis outside, and is cut over without a lost write", async () => {
  const scene = await startScene();
  const { cluster, client, outside } = scene;
  await expectFollowed(scene, "followed");
  await expectNoMaster(cluster);
  await cluster.waitFor("all are ready", () => cluster.redis.every((node) => node.probe("ready.sh").passes));

  let acknowledged = 0;
  const writer = outside.connect({ password: secret });
  const writing = (async () => {
    for (let number = 1; ; number++) {
      await writer.set("number", number);
      acknowledged = number;
    }
  })().catch(() => undefined);
  await cluster.waitFor("writes", () => acknowledged > 100);
  const answer = await requestHandOver(cluster, cluster.home, "from-external");
  expect(answer).toMatch(/ done cause=external from=127\.0\.0\.1:\d+ to=cache-master-0 paused=yes offset=\d+ /);
  await cluster.waitHealthy();
  expect(await cluster.master()).toBe(cluster.home);
  expect(Number(await cluster.home.askAs("app", "GET", "number"))).toBe(acknowledged);
  await expect(client.get("before")).resolves.toBe("1");
  writer.disconnect();
  await writing;
});

test("after the cut-over the instance is as any other: it starts again, and hands over, with its own data", async () => {
  const scene = await startScene();
  const { cluster, client } = scene;
  await expectFollowed(scene, "followed");
  await requestHandOver(cluster, cluster.home, "from-external");
  await cluster.waitReady();
  await cluster.home.askAs("app", "SET", "own", "1");
  await cluster.stop();
  await client.call("CLIENT", "UNPAUSE");
  await client.set("later", "1");
  cluster.start();
  await cluster.waitReady();
  expect(await requestHandOver(cluster, await cluster.master())).toContain(" done ");
  await cluster.waitHealthy();
  const master = await cluster.master();
  expect(await master.askAs("app", "MGET", "before", "own", "later")).toEqual(["1", "1", null]);
});

test("nodes that start again, or lose their volumes, before the cut-over follow again", async () => {
  const scene = await startScene();
  const { cluster } = scene;
  await expectFollowed(scene, "first");
  const replica = cluster.node("replica-0");
  replica.kill("script");
  await cluster.waitFor("it has started again", () => replica.events("start").length === 2);
  await expectFollowed(scene, "second");
  cluster.home.kill("server");
  await cluster.waitFor("it has started again", () => cluster.home.events("follow-external").length === 2);
  await expectFollowed(scene, "third");
  await cluster.stop();
  cluster.home.wipe();
  cluster.start();
  await expectFollowed(scene, "fourth");
  await expectNoMaster(cluster);
  expect(await requestHandOver(cluster, cluster.home, "from-external")).toContain(" done ");
  await cluster.waitHealthy();
});

test("a wrong password is told as such; with the right one it goes on", async () => {
  const scene = await startScene({ passwords: { external: "wrong" } });
  const { cluster } = scene;
  await cluster.waitFor("the reason", () =>
    /does not let this node in: .*WRONGPASS/.test(cluster.home.probe("ready.sh").says),
  );
  expect(await requestHandOver(cluster, cluster.home, "from-external")).toMatch(/ refused .*is not in sync with 127/);
  cluster.home.write("secrets", { external: secret });
  await cluster.home.stop();
  cluster.home.start();
  await expectFollowed(scene, "followed");
});

test("a user without the right to pause is refused, and may be cut over without a pause", async () => {
  const rights = "+psync +replconf +ping +info";
  const lines = [`user copier on >copied ~* ${rights}`];
  const scene = await startScene({ lines, replicaOf: { user: "copier" }, passwords: { external: "copied" } });
  const { cluster, client } = scene;
  await expectFollowed(scene, "followed");
  expect(await requestHandOver(cluster, cluster.home, "from-external")).toMatch(
    / refused .*does not let its writes be paused: .*NOPERM/,
  );
  await expectNoMaster(cluster);
  await client.set("still", "written");
  expect(await requestHandOver(cluster, cluster.home, "from-external-unpaused")).toContain(" done ");
  await cluster.waitHealthy();
});

test("a Redis outside that is a replica itself is refused, and goes on", async () => {
  const scene = await startScene();
  const { cluster, client } = scene;
  await expectFollowed(scene, "followed");
  const upstream = await startServer(server, { files: { "redis.conf": "" }, main: "redis.conf" });
  await client.replicaof("127.0.0.1", upstream.port);
  const newData = () => cluster.home.askAs<string | null>("app", "GET", "followed").catch(() => "not now");
  await cluster.waitFor("the new data", async () => (await newData()) === null);
  const isAnswered = async () =>
    / refused .*is a replica itself/.test(await requestHandOver(cluster, cluster.home, "from-external"));
  await cluster.waitFor("the reason", isAnswered);
  await expectNoMaster(cluster);
});

test("a request for another hand-over is refused before the cut-over", async () => {
  const scene = await startScene();
  const { cluster } = scene;
  await expectFollowed(scene, "followed");
  expect(await requestHandOver(cluster, cluster.home)).toMatch(/ refused .*ask for from-external/);
  expect(await requestHandOver(cluster, cluster.node("replica-0"))).toMatch(/ refused .*is not master/);
  await expectNoMaster(cluster);
});

test.each([
  ["on both sides", true],
  ["of the instance only", false],
])("TLS %s", async (_, outside) => {
  const scene = await startScene({ ...(await encryptedOptions()), encrypted: outside });
  await expectFollowed(scene, "followed");
  expect(await requestHandOver(scene.cluster, scene.cluster.home, "from-external")).toContain(" done ");
  await scene.cluster.waitReady();
});
