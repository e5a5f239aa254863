import type { InstanceInput } from "../../../configs";
import { noteNames } from "../../../configs";
import { closeClusters, createCluster, startCluster } from "../../support/cluster";
import { closeExporters, Exporter } from "../../support/exporter";
import { exporterEnvironment, prepareExporter } from "../../support/exporter-environment";

afterEach(closeExporters);
afterEach(closeClusters);

test("an exporter finds every key that it looks for, so that none of its looks is a miss of the cache", async () => {
  const input: InstanceInput = { backup: { bucket: "backups" } };
  const cluster = await createCluster({ input });
  const { home } = cluster;
  prepareExporter(home, input);
  cluster.start();
  await cluster.waitHealthy();
  home.edit("config", "instance.env", (text) => text.replace(/^METRICS=.*$/m, "METRICS='yes'"));
  await cluster.waitFor("the master has written them", async () => {
    return Number(await home.askAs("app", "EXISTS", ...noteNames(cluster.context.settings).map(keyOf))) === 11;
  });
  const exporter = await Exporter.start(exporterEnvironment(home, input));
  const first = await exporter.scrape();
  expect(first.get("redis_up")).toBe(1);
  for (const name of noteNames(cluster.context.settings)) {
    expect([name, first.get(`redis_key_value{db="db0",key="${keyOf(name)}"}`)]).toEqual([name, 0]);
  }
  await exporter.scrape();
  const last = await exporter.scrape();
  expect(last.get("redis_keyspace_misses_total")).toBe(first.get("redis_keyspace_misses_total"));
  expect(last.get("redis_keyspace_hits_total")).toBeGreaterThan(first.get("redis_keyspace_hits_total")!);
  // What replicas are scaled by.
  for (const name of ["redis_commands_processed_total", "redis_connected_clients"]) expect(last.has(name)).toBe(true);
});

test("what a job has written stays", async () => {
  const cluster = await startCluster({ input: { backup: { bucket: "backups" } } });
  const { home } = cluster;
  await home.askAs("app", "SET", keyOf("backup:time"), "1795900000");
  home.edit("config", "instance.env", (text) => text.replace(/^METRICS=.*$/m, "METRICS='yes'"));
  await cluster.waitFor("the master has written the others", async () => {
    return (await home.askAs("app", "GET", keyOf("backup:bytes"))) === "0";
  });
  expect(await home.askAs("app", "GET", keyOf("backup:time"))).toBe("1795900000");
});

function keyOf(name: string): string {
  return `redis-cache:${name}`;
}
