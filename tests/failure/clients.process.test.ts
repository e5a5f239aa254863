import type { ClientName, WritingClient } from "../../benchmarks/failover/client";
import { startClient } from "../../benchmarks/failover/client";
import { installRedisPy } from "../../benchmarks/failover/redis-py";
import type { Cluster } from "../support/cluster";
import { closeClusters, startCluster } from "../support/cluster";
import { requestHandOver, steady } from "./scenario";

// Odd, so that a client that stays with its first master is noticed.
const moves = 21;

const running: WritingClient[] = [];

afterEach(async () => {
  for (const client of running.splice(0)) client.kill();
  await closeClusters();
});

test(`ioredis as it comes and redis-py with a retry around it: no error in ${moves} planned moves`, async () => {
  await installRedisPy(() => {});
  const cluster = await startCluster({ environment: steady });
  for (const name of ["ioredis, defaults", "redis-py"] satisfies ClientName[]) {
    running.push(await startClient(name, environmentOf(cluster)));
  }
  for (let i = 0; i < moves; i++) {
    expect(await requestHandOver(cluster, await cluster.master())).toContain(" done ");
    await cluster.waitHealthy();
  }
  const [ioredis, redisPy] = await Promise.all(running.map((client) => client.stop(60_000)));
  expect(ioredis).toMatchObject({ refused: {}, failed: {}, lost: 0 });
  expect(redisPy).toMatchObject({ refused: {}, lost: 0 });
  // What its retry hides from the application: the closed connection, and after a long pause its own limit.
  expect(Object.keys(redisPy!.failed).filter((text) => !/connect|timeout/i.test(text))).toEqual([]);
});

function environmentOf({ context, sentinels, passwords }: Cluster): Record<string, string> {
  return {
    REDIS_SENTINELS: sentinels.map(({ address }) => address).join(","),
    REDIS_MASTER_NAME: context.masterName,
    REDIS_USERNAME: "app",
    REDIS_PASSWORD: passwords.app,
    // Jest's own way to load TypeScript is not one for other processes.
    NODE_OPTIONS: "--import tsx",
  };
}
