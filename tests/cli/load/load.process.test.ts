import { namedMaster } from "../../../cli/health/named-master";
import { WriteLoad } from "../../../cli/load";
import { loadText } from "../../../cli/load/text";
import type { Writing } from "../../../cli/load/writer";
import type { Cluster } from "../../support/cluster";
import { closeClusters, startCluster } from "../../support/cluster";
import { encryptedOptions } from "../../support/cluster/encrypted";
import { deployedCluster } from "../../support/deployed-cluster";

afterEach(closeClusters);

const pauses: number[] = [];

async function startLoad(cluster: Cluster, writers: number, writing?: Writing): Promise<WriteLoad> {
  pauses.length = 0;
  const load = new WriteLoad(deployedCluster(cluster), writers, (ms) => pauses.push(ms), writing);
  await load.start();
  await cluster.waitFor("writes", () => load.acknowledged > 50);
  return load;
}

const keysOn = async (cluster: Cluster) =>
  (await cluster.master()).askAs<string[]>("app", "SCAN", "0", "COUNT", 10_000);

it("tells of a failover's pause and of the new master, finds nothing lost, and leaves no key", async () => {
  const cluster = await startCluster(await encryptedOptions());
  await cluster.waitReady();
  const load = await startLoad(cluster, 3);
  const before = pauses.length;
  const written = load.acknowledged;

  cluster.home.kill("server");
  await cluster.waitFor("another master", async () => {
    const named = await namedMaster(deployedCluster(cluster));
    return named !== undefined && named !== cluster.home.name;
  });
  await cluster.waitFor("writes after it", () => pauses.length > before && load.acknowledged > written + 50);
  await cluster.waitHealthy();

  const result = await load.stop();
  expect(result).toMatchObject({ lost: 0, longestPauseMs: Math.max(...pauses) });
  expect(result.acknowledged).toBeGreaterThan(written + 50);
  expect((await keysOn(cluster))[1]).toEqual([]);
});

it("counts what is refused by reason, and finds acknowledged writes that are gone", async () => {
  const cluster = await startCluster();
  const load = await startLoad(cluster, 2);
  const master = await cluster.master();

  await master.ask("CONFIG", "SET", "min-replicas-to-write", 5);
  await cluster.waitFor("refused writes", () => (load.refused.NOREPLICAS ?? 0) > 0);
  const [, keys] = (await keysOn(cluster)) as unknown as [string, string[]];
  await master.ask("CONFIG", "SET", "min-replicas-to-write", 0);
  await master.askAs("app", "UNLINK", ...keys.slice(0, 10));

  const { lost, refused } = await load.stop();
  expect(refused).toEqual({ NOREPLICAS: expect.any(Number) as number });
  expect(lost).toBeGreaterThan(0);
});

it("writes on without a replica where it is plain, and says which writes were lost", async () => {
  const cluster = await startCluster();
  const load = await startLoad(cluster, 1, { plain: true });
  const master = await cluster.master();
  await master.ask("CONFIG", "SET", "min-replicas-to-write", 0);
  const replicas = cluster.redis.filter((node) => node !== master);
  replicas.forEach((node) => node.kill("server", "SIGSTOP"));
  const written = load.acknowledged;
  await cluster.waitFor("writes that no replica has", () => load.acknowledged > written + 50);
  replicas.forEach((node) => node.kill("server", "SIGCONT"));

  expect(loadText(await load.stop())).toMatch(/^\d+ writes acknowledged, 0 errors, .* no plain write lost$/);
});

it("says why it could not read back", async () => {
  const cluster = await startCluster();
  const load = await startLoad(cluster, 1);
  await cluster.stop();
  const { lost, unread } = await load.stop();
  expect({ lost, unread }).toEqual({ lost: undefined, unread: expect.stringMatching(/./) as string });
});
