import { setTimeout as after } from "node:timers/promises";
import type { Redis } from "ioredis";
import { adviceFor } from "../../../cli/advise/rules";
import { factsOf } from "../../../cli/advise/look";
import { connectTo, credentialsOf } from "../../../cli/health/connect";
import type { DeployedInstance, Endpoint } from "../../../cli/health/deployed";
import type { InstanceInput } from "../../../configs";
import { closeClusters, startCluster } from "../../support/cluster";
import { deployedCluster } from "../../support/deployed-cluster";

afterEach(closeClusters);

/** A running instance, and how to work on its nodes as its application. */
async function started(input: InstanceInput = {}) {
  const cluster = await startCluster({ input: { ...input, persistence: { mode: "none" } } });
  const instance = deployedCluster(cluster);
  const { settings } = cluster.context;
  const work = (node: Endpoint, use: (client: Redis) => Promise<unknown>) => working(instance, node, use);
  return {
    master: instance.redis[0]!,
    replicas: instance.redis.slice(1),
    work,
    looked: () => factsOf(instance, { settings, outageSeconds: 60, wait: () => Promise.resolve() }),
    advised: async (during: () => Promise<unknown>) => {
      const facts = await factsOf(instance, { settings, outageSeconds: 60, wait: () => halfOfTheTime(during) });
      expect(facts.nodes).toHaveLength(3);
      return adviceFor(facts).map(({ subject }) => subject);
    },
  };
}

/** Else a server that is given work all the while it is looked at has a busy core, on a slow machine. */
async function halfOfTheTime(during: () => Promise<unknown>) {
  const started = performance.now();
  await during();
  await after(Math.max(100, performance.now() - started));
}

async function working(instance: DeployedInstance, node: Endpoint, use: (client: Redis) => Promise<unknown>) {
  const client = await connectTo(node, instance, credentialsOf(instance, "app"));
  client.options.commandTimeout = undefined;
  try {
    await use(client);
  } finally {
    client.disconnect();
  }
}

/** Writes keys on the server, far faster than a client could send them. */
const filled = async (client: Redis, from: number, to: number, bytes: number) => {
  for (let at = from; at < to; at += 5_000) {
    const range = [at, Math.min(to, at + 5_000) - 1, bytes];
    await client.eval(
      "for i = ARGV[1], ARGV[2] do redis.call('SET', 'key:' .. i, string.rep('x', ARGV[3])) end",
      0,
      ...range,
    );
  }
};

const reads = async (client: Redis, count: number, keys: number) => {
  for (let at = 0; at < count; at += 1_000) {
    const pipeline = client.pipeline();
    for (let i = at; i < at + 1_000; i++) pipeline.get(`key:${(i * 7_919) % keys}`);
    await pipeline.exec();
  }
};

it("says nothing of a healthy instance under load", async () => {
  const { master, replicas, work, advised } = await started();
  await work(master, (client) => filled(client, 0, 20_000, 100));
  const load = [
    ...replicas.map((replica) => () => work(replica, (client) => reads(client, 20_000, 20_000))),
    // So few that the backlog would hold a minute of them, however short this takes.
    () => work(master, (client) => filled(client, 0, 500, 100)),
  ];
  expect(await advised(() => Promise.all(load.map((part) => part())))).toEqual([]);
});

it("finds a replica that answers all reads", async () => {
  const { master, replicas, work, advised } = await started();
  await work(master, (client) => filled(client, 0, 5_000, 100));
  const [hot] = replicas;
  expect(await advised(() => work(hot!, (client) => reads(client, 100_000, 5_000)))).toEqual(["hot replica"]);
});

it("finds memory that is too small for what is read", async () => {
  const { master, work, advised } = await started({ memory: { limit: "64Mi" } });
  await work(master, (client) => filled(client, 0, 100_000, 500));
  const during = () =>
    work(master, async (client) => {
      await filled(client, 100_000, 110_000, 500);
      await reads(client, 20_000, 110_000);
    });
  expect(await advised(during)).toContain("memory");
});

it("finds a policy that evicts nothing", async () => {
  const { master, work, advised } = await started({ memory: { policy: "volatile-lru" } });
  await work(master, (client) => filled(client, 0, 2_000, 100));
  expect(await advised(() => Promise.resolve())).toEqual(["eviction policy"]);
});

it("finds a backlog that does not reach back far enough", async () => {
  const { master, work, advised } = await started({ memory: { reserves: { replicationBacklog: "1Mi" } } });
  expect(await advised(() => work(master, (client) => filled(client, 0, 20_000, 500)))).toEqual(["backlog"]);
});

it("reads what the latency monitor of each node has seen", async () => {
  const { master, work, looked } = await started({ extra: { redis: { "latency-monitor-threshold": "1" } } });
  await work(master, (client) => filled(client, 0, 5_000, 1_000));
  const { nodes } = await looked();
  const [command] = nodes[0]!.stalls.filter(({ event }) => event === "command");
  expect(command!.ms).toBeGreaterThanOrEqual(1);
});

it("finds connections near maxclients", async () => {
  const { master, work, advised } = await started({ network: { maxclients: 100 } });
  const connected: Promise<void>[] = [];
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const during = async () => {
    for (let i = 0; i < 75; i++) {
      await new Promise<void>((opened) => {
        connected.push(
          work(master, async (client) => {
            await client.ping();
            opened();
            await released;
          }),
        );
      });
    }
  };
  expect(await advised(during)).toEqual(["maxclients"]);
  release();
  await Promise.all(connected);
});

it("finds memory in pieces", async () => {
  const { master, work, advised } = await started({ memory: { limit: "1Gi" } });
  await work(master, (client) => filled(client, 0, 800_000, 200));
  const remaining = "for i = ARGV[1], ARGV[2] do if i % 10 > 0 then redis.call('UNLINK', 'key:' .. i) end end";
  const thinned = async (client: Redis) => {
    for (let at = 0; at < 800_000; at += 5_000) await client.eval(remaining, 0, at, at + 4_999);
  };
  await work(master, thinned);
  expect(await advised(() => Promise.resolve())).toContain("fragmentation");
});
