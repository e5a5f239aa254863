import { freePorts } from "../../../benchmarks/free-ports";
import fc from "fast-check";
import type { Redis } from "ioredis";
import pWaitFor from "p-wait-for";
import type { InstanceContext } from "../../../configs/instance/context";
import { renderInstance } from "../../../configs/render";
import { contextOf, serverInput } from "../../support/contexts";
import { redisFiles, sentinelFiles, testPassword } from "../../support/node-files";
import type { RedisProcess } from "../../support/redis-process";
import { startServer, stopServers } from "../../support/redis-process";
import type { InstalledServer } from "../../support/servers";
import { label, testServers } from "../../support/servers";

const wait = { interval: 50, timeout: 180_000 };

afterEach(stopServers);

it.each(testServers().map((server) => [label(server), server] as const))(
  "on %s the rights are enough to replicate, watch, fail over and be a client, and nothing is denied",
  async (_, server) => {
    const { context, nodes, sentinel } = await startInstance(server);
    const [, replica] = nodes as [RedisProcess, RedisProcess];

    const client = applicationClient(context, sentinel);
    await client.set("key", "value");
    expect(await client.wait(1, 5000)).toBe(1);
    await client.quit();
    await listenAsLibraries(server, nodes[0]!, sentinel);

    const ops = as("ops", replica);
    expect(await ops.config("GET", "maxmemory")).toEqual(["maxmemory", String(768 * 2 ** 20)]);
    // As the start script does once the link is up; then Sentinel may choose it.
    await ops.config("SET", "replica-priority", 100);
    await failOver(context, as("ops", sentinel), replica);
    expect(await replica.connect({ ...login("app"), db: 0 }).get("key")).toBe("value");

    for (const node of [...nodes, sentinel]) expect(await denials(node)).toEqual([]);
  },
  600_000,
);

it.each(testServers().map((server) => [label(server), server] as const))(
  "on %s applications may publish on every channel but Sentinel's, by which it could be moved",
  async (_, server) => {
    const { nodes, sentinel } = await startInstance(server);
    const client = as("app", nodes[0]!);
    const prefix = "__sentinel__:";
    const channel = fc.oneof(
      fc.string({ minLength: 1, maxLength: 20 }),
      fc
        .tuple(fc.nat({ max: prefix.length }), fc.string({ maxLength: 3 }))
        .map(([n, rest]) => prefix.slice(0, n) + rest),
    );
    await fc.assert(
      fc.asyncProperty(
        channel.filter((name) => name !== ""),
        async (name) => {
          const answer = client.publish(name, "x").then(String, (error: Error) => error.message);
          expect(await answer).toMatch(name.startsWith(prefix) ? /NOPERM/ : /^0$/);
        },
      ),
      { numRuns: 300, examples: [["_"], ["__sentinel__"], ["__sentinel__:hello"], ["__keyevent@0__:expired"]] },
    );
    await expect(as("app", sentinel).publish("__sentinel__:hello", "x")).rejects.toThrow(/NOPERM/);
  },
  600_000,
);

/** As Celery, Redisson, socket.io, node-redis, go-redis and Lettuce subscribe. */
async function listenAsLibraries(server: InstalledServer, node: RedisProcess, sentinel: RedisProcess): Promise<void> {
  const listener = as("app", node);
  await listener.subscribe("news", "__keyevent@0__:expired", "redisson_lock__channel:{app:lock}");
  // Redis 6.2 allows a pattern only where it is a rule.
  if (!server.version.startsWith("6.")) await listener.psubscribe("*", "/0.celery.pidbox", "socket.io#/#*");
  const watcher = as("app", sentinel);
  expect(await watcher.call("ROLE")).toEqual(["sentinel", expect.anything()]);
  await watcher.subscribe("+switch-master", "+replica-reconf-done");
  await watcher.psubscribe("switch-master", "[-+]sdown", "+slave", "*");
}

interface Started {
  context: InstanceContext;
  /** The master, then a replica. */
  nodes: RedisProcess[];
  sentinel: RedisProcess;
}

/** A master, a replica and one Sentinel that decides alone. */
async function startInstance(server: InstalledServer): Promise<Started> {
  const port = await freePorts(1);
  const context = contextOf({ server: serverInput(server), network: { port }, master: { minReplicasToWrite: 0 } });
  const alone = { ...context.settings, sentinel: { ...context.settings.sentinel, quorum: 1 } };
  const files = renderInstance({ ...context, settings: alone });

  const master = await startServer(server, { files: redisFiles(files), main: "run.conf", port });
  const follow = { files: redisFiles(files, [`replicaof 127.0.0.1 ${port}`]), main: "run.conf" };
  const replica = await startServer(server, follow);
  await pWaitFor(async () => (await as("ops", replica).info("replication")).includes("master_link_status:up"), wait);

  const auth = [
    `sentinel auth-user ${context.masterName} sentinel`,
    `sentinel auth-pass ${context.masterName} ${testPassword("sentinel")}`,
  ];
  const sentinel = await startServer(server, { files: sentinelFiles(files, auth), main: "run.conf", sentinel: true });
  await pWaitFor(async () => (await replicasKnown(as("ops", sentinel), context)).includes(String(replica.port)), wait);
  return { context, nodes: [master, replica], sentinel };
}

async function failOver({ masterName }: InstanceContext, ops: Redis, replica: RedisProcess): Promise<void> {
  // Sentinel learns the priority from the replica's INFO, at most 10 s old.
  await pWaitFor(
    () =>
      ops.call("SENTINEL", "FAILOVER", masterName).then(
        () => true,
        (error: Error) => rethrowUnless(/NOGOODSLAVE/, error),
      ),
    wait,
  );
  await pWaitFor(async () => {
    const [, port] = (await ops.call("SENTINEL", "get-master-addr-by-name", masterName)) as string[];
    return port === String(replica.port);
  }, wait);
}

function rethrowUnless(expected: RegExp, error: Error): false {
  if (!expected.test(error.message)) throw error;
  return false;
}

async function replicasKnown(ops: Redis, { masterName }: InstanceContext): Promise<string[]> {
  return ((await ops.call("SENTINEL", "replicas", masterName)) as unknown[])
    .map((entry) => JSON.stringify(entry))
    .flatMap((text) => text.match(/\d{4,5}/g) ?? []);
}

/** The way an application connects: master by Sentinel, ready check, library name. */
function applicationClient({ masterName }: InstanceContext, sentinel: RedisProcess): Redis {
  return sentinel.connect({
    sentinels: [{ host: "127.0.0.1", port: sentinel.port }],
    name: masterName,
    ...login("app"),
    sentinelUsername: "app",
    sentinelPassword: testPassword("app"),
    connectionName: "orders",
  });
}

const connections = new Map<string, Redis>();

function as(user: string, node: RedisProcess): Redis {
  const key = `${user} ${node.folder}`;
  const known =
    connections.get(key) ?? node.connect({ ...login(user), protocol: 2, enableReadyCheck: user !== "auditor" });
  connections.set(key, known);
  return known;
}

function login(username: string) {
  return { username, password: testPassword(username) };
}

/** ACL LOG, in short; the auditor itself may not greet. */
async function denials(node: RedisProcess): Promise<string[]> {
  const entries = (await as("auditor", node).call("ACL", "LOG")) as string[][];
  return entries.map((entry) => entry.slice(0, 10).join(" ")).filter((text) => !text.includes("auditor"));
}
