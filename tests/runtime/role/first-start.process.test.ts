import { closeClusters, startCluster } from "../../support/cluster";

afterEach(closeClusters);

test("converges to the home as master, two linked replicas and three Sentinels that agree", async () => {
  const cluster = await startCluster();
  expect((await cluster.master()).name).toBe("cache-master-0");
});

test("a node's looks at its server are not denied: exporters count denials", async () => {
  const cluster = await startCluster();
  const { home } = cluster;
  const looks = async () => Number(/total_connections_received:(\d+)/.exec(await home.ask("INFO", "stats"))?.[1]);
  const denials = async () => {
    const found = (await home.ask("INFO", "commandstats")).matchAll(/rejected_calls=(\d+)/g);
    return [...found].reduce((sum, [, count]) => sum + Number(count), 0);
  };
  await cluster.waitFor("the node has its role", () => home.events("role").length > 0);
  const before = { looks: await looks(), denials: await denials() };
  await cluster.waitFor("some looks more", async () => (await looks()) >= before.looks + 10);
  // Two for a call with several commands, which a new master makes once, and two for the line, which stays.
  expect((await denials()) - before.denials).toBeLessThanOrEqual(4);
});
