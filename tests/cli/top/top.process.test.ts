import { stripVTControlCharacters } from "node:util";
import { applicationClient, ask } from "../../../cli/health/connect";
import type { DeployedInstance } from "../../../cli/health/deployed";
import { lookOn } from "../../../cli/top";
import type { InstanceSample } from "../../../cli/top/sample";
import { sampleInstance } from "../../../cli/top/sample";
import { topText } from "../../../cli/top/table";
import type { Cluster } from "../../support/cluster";
import { closeClusters, startCluster } from "../../support/cluster";
import { deployedCluster } from "../../support/deployed-cluster";

let cluster: Cluster;
let instance: DeployedInstance;

beforeAll(async () => {
  cluster = await startCluster();
  instance = deployedCluster(cluster);
});
afterAll(closeClusters);

const shown = (...args: Parameters<typeof topText>) => stripVTControlCharacters(topText(...args));

async function asApplication(commands: (client: ReturnType<typeof applicationClient>) => Promise<unknown>) {
  const client = applicationClient(instance);
  try {
    await commands(client);
  } finally {
    client.disconnect();
  }
}

it("shows what each node does, and the hit rate since the last look", async () => {
  const before = await sampleInstance(instance);
  await asApplication(async (client) => {
    await client.set("user:1", "a user's data");
    await Promise.all([client.get("user:1"), client.get("user:1"), client.get("user:1"), client.get("user:none")]);
  });
  const now = await sampleInstance(instance);
  const [home] = now.redis;
  expect(home).toMatchObject({ role: "master", maxmemory: 768 * 2 ** 20 });
  // The node's own script looks up notes of its own.
  expect(home!.hits! - before.redis[0]!.hits!).toBeGreaterThanOrEqual(3);
  expect(home!.misses! - before.redis[0]!.misses!).toBeGreaterThanOrEqual(1);
  expect(home!.clients).toBeGreaterThan(2);
  expect(shown(now, before)).toMatch(/^cache {2}3 of 3 Sentinels name cache-master-0\n/);
  expect(shown(now, before)).toMatch(/^cache-replica-0 +replica +\d+ .* \d\.\d Mi +0 % +\d+(\.\d)? (B|Ki) +\d+ +\d+$/m);
});

it("shows slow commands, and nothing of their values", async () => {
  const slowerThan = (microseconds: number) =>
    ask(instance.redis[0]!, instance, "ops", (client) =>
      client.config("SET", "slowlog-log-slower-than", String(microseconds)),
    );
  await slowerThan(0);
  await asApplication((client) => client.set("user:2", "a user's data"));
  await slowerThan(10_000);

  const [home] = (await sampleInstance(instance)).redis;
  expect(home!.slow!.map(({ command }) => command)).toContain("set user:2 (1 more)");
  expect(JSON.stringify(home)).not.toContain("a user's data");
});

it("looks until it is stopped, and has a row for a node that does not answer", async () => {
  const [, replica] = instance.redis;
  const stop = new AbortController();
  const looks: InstanceSample[] = [];
  const stopped = cluster.stop([cluster.node("replica-0")]);
  await lookOn([instance], stop.signal, {
    intervalMs: 10,
    show: ([now]) => {
      looks.push(now!);
      if (now!.redis[1]!.error !== undefined) stop.abort();
    },
  });
  await stopped;
  const text = shown(looks.at(-1)!, looks.at(-2));
  expect(text).toMatch(new RegExp(`^${replica!.name} +down *$`, "m"));
  expect(text).toContain(`✖ ${replica!.name} does not answer: `);
  expect(text).toMatch(/^cache-master-0 +master +\d+ /m);
});
