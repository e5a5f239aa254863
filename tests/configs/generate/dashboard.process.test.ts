import { noteNames } from "../../../configs";
import type { InstanceInput } from "../../../configs";
import { alertGroups } from "../../../configs/render/alerts";
import { closeClusters, type Cluster, createCluster } from "../../support/cluster";
import { contextOf } from "../../support/contexts";
import { dashboard, queriesOf } from "../../support/dashboard";
import { closeExporters, Exporter } from "../../support/exporter";
import { exporterEnvironment, prepareExporter } from "../../support/exporter-environment";
import { Prometheus, type ScrapeTarget } from "../../support/prometheus";

const input: InstanceInput = { backup: { bucket: "backups" }, proxy: { kind: "haproxy" } };
const names = noteNames(contextOf({ ...input, tls: { enabled: true } }, "kubernetes").settings);

let cluster: Cluster;
let prometheus: Prometheus;

beforeAll(async () => {
  cluster = await createCluster({ input });
  for (const node of cluster.nodes) {
    prepareExporter(node, input);
    node.edit("config", "instance.env", (text) => text.replace(/^METRICS=.*$/m, "METRICS='yes'"));
  }
  cluster.start();
  await cluster.waitHealthy();
  // As jobs do, and a master with TLS.
  for (const name of names.filter((one) => one !== "node:refused")) {
    await cluster.home.askAs("app", "SET", `redis-cache:${name}`, "1795900000");
  }
  await cluster.writeLoad();
  prometheus = await Prometheus.start([...(await exporters()), ...proxy()]);
});

afterAll(async () => {
  await prometheus?.stop();
  await closeExporters();
  await closeClusters();
});

test("every query of the dashboard has data, of an instance under load with a proxy and backups", async () => {
  let waiting = queriesOf(dashboard(), "15s");
  expect(waiting.length).toBeGreaterThan(60);
  await cluster
    .waitFor("every query has had data", async () => {
      const counts = await Promise.all(waiting.map(([, query]) => prometheus.count(query)));
      waiting = waiting.filter((_, index) => counts[index] === 0);
      return waiting.length === 0;
    })
    .catch(() => expect(waiting).toEqual([]));
});

test("every metric that the dashboard and the alerts read is scraped", async () => {
  const scraped = await prometheus.metrics();
  const withTls = contextOf({ ...input, tls: { enabled: true } }, "kubernetes");
  const noEviction = contextOf({ ...input, memory: { policy: "noeviction" } }, "kubernetes");
  const rules = [withTls, noEviction].flatMap(alertGroups).flatMap((group) => group.rules.map(({ expr }) => expr));
  const queries = queriesOf(dashboard(), "15s").map(([, query]) => query);
  const read = [...rules, ...queries].flatMap((expr) => [...expr.matchAll(/[a-z_:]+(?=\{)/g)].map(([name]) => name));
  expect([...new Set(read)].filter((name) => !scraped.has(name))).toEqual([]);
});

/** Beside a master, a replica and a Sentinel. */
function exporters(): Promise<ScrapeTarget[]> {
  const nodes = [cluster.home, cluster.node("replica-0"), cluster.sentinels[0]!];
  const keys = names.map((name) => `db0=redis-cache:${name}`).join(",");
  return Promise.all(
    nodes.map(async (node) => {
      const environment = exporterEnvironment(node, input);
      const more = "REDIS_EXPORTER_CHECK_SINGLE_KEYS" in environment && { REDIS_EXPORTER_CHECK_SINGLE_KEYS: keys };
      const { port } = await Exporter.start({ ...environment, ...more });
      return { pod: node.name, port, path: "/metrics" };
    }),
  );
}

function proxy(): ScrapeTarget[] {
  const { healthPort } = cluster.context.settings.proxy;
  return ["/sentinels", "/metrics"].map((path) => ({ pod: "cache-proxy-5d4f8b7c9d-x2x4v", port: healthPort, path }));
}
