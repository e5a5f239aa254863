import { closeClusters, startCluster } from "../../support/cluster";

afterEach(closeClusters);
jest.setTimeout(90_000);

test("converges to the home as master, two linked replicas and three Sentinels that agree", async () => {
  const cluster = await startCluster();
  expect((await cluster.master()).name).toBe("cache-master-0");
});
