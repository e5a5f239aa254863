import type { Redis } from "ioredis";
import pWaitFor from "p-wait-for";
import { withHistory } from "../../../cli/advise/history";
import { Prometheus as Asked } from "../../../cli/prometheus";
import { adviceFor } from "../../../cli/advise/rules";
import { MiB } from "../../../configs/schema/units";
import { closeExporters, Exporter } from "../../support/exporter";
import { Prometheus } from "../../support/prometheus";
import { type RedisProcess, startServer, stopServers } from "../../support/redis-process";
import { testServers } from "../../support/servers";
import { healthyFacts } from "./healthy";

const crowd = 150;
let server: RedisProcess;
let admin: Redis;
let prometheus: Prometheus;

/** An evening with many clients and much data, which is over. */
beforeAll(async () => {
  const [installed] = testServers();
  server = await startServer(installed!, { main: "redis.conf", files: { "redis.conf": 'save ""\n' } });
  admin = server.connect();
  const { port } = await Exporter.start({ REDIS_ADDR: `redis://127.0.0.1:${server.port}` });
  prometheus = await Prometheus.start([{ pod: "cache-master-0", port, path: "/metrics" }]);
  await scraped("redis_keyspace_hits_total == 0");
  await admin.eval("for i = 1, 400 do redis.call('SET', 'key:' .. i, string.rep('x', 100000)) end", 0);
  const asked = admin.pipeline();
  for (let i = 0; i < 200; i++) asked.get(i % 2 === 0 ? "key:1" : "nothing");
  await asked.exec();
  const clients = Array.from({ length: crowd }, () => server.connect());
  await Promise.all(clients.map((client) => client.ping()));
  await scraped(`redis_connected_clients >= ${crowd}`);
  await scraped("redis_memory_used_bytes > 40000000");
  await scraped("redis_keyspace_misses_total == 100");
  for (const client of clients) client.disconnect();
  await admin.flushall();
  await scraped("redis_connected_clients < 20");
  await scraped("redis_memory_used_bytes < 20000000");
});
afterAll(async () => {
  await prometheus?.stop();
  await closeExporters();
  await stopServers();
});

const scraped = (query: string) =>
  pWaitFor(async () => (await prometheus.count(query)) > 0, { interval: 200, timeout: 120_000 });

const pastOf = (url: string) => ({ prometheus: new Asked(url), namespace: "redis", seconds: 600 });

/** Of a node that has nothing to do now. */
function facts() {
  const healthy = healthyFacts();
  const idle = { clients: 5, maxclients: 180, written: 0, commands: 1, peak: MiB, uptime: 0, cpu: 0 };
  return { ...healthy, nodes: [{ ...healthy.nodes[0]!, ...idle }] };
}

test("what was most in the past takes the place of the moment", async () => {
  expect(adviceFor(facts())).toEqual([]);
  const past = await withHistory(facts(), pastOf(prometheus.url));
  const [node] = past.nodes;
  expect(node!.clients).toBeGreaterThanOrEqual(crowd);
  expect(node!.peak).toBeGreaterThan(40e6);
  for (const rate of [node!.commands, node!.cpu, node!.reads]) expect(rate).toBeGreaterThan(0);
  expect(node!.reads).toBeLessThan(10);
  expect(node!.hitRate).toBeCloseTo(0.5, 1);
  expect(node!.evictions).toBe(0);
  expect(node!.uptime).toBeGreaterThan(0);
  expect(adviceFor(past)).toMatchObject([{ subject: "maxclients" }]);
});

test("a Prometheus without the instance, and none at all, are told apart", async () => {
  await expect(withHistory(facts(), { ...pastOf(prometheus.url), namespace: "other" })).rejects.toThrow(
    /no series of redis_exporter with namespace="other",pod=~"cache-master-0".*docs\/monitoring\.md/s,
  );
  const nowhere = withHistory(facts(), pastOf("http://127.0.0.1:1"));
  await expect(nowhere).rejects.toThrow(/127\.0\.0\.1:1: it does not answer as a Prometheus does/);
});
