import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeClusters, createCluster, startCluster } from "../../support/cluster";
import { commandLine } from "../../support/cluster/processes";

afterEach(closeClusters);

test("SIGTERM ends every node with code 0 and leaves no process", async () => {
  const cluster = await startCluster();
  const processes = cluster.nodes.map((node) => node.processes());
  for (const pids of processes) expect(pids.length).toBeGreaterThanOrEqual(2);
  await cluster.stop();
  for (const node of cluster.nodes) {
    expect(node.exits).toEqual([{ code: 0, signal: null }]);
    expect(node.processes()).toEqual([]);
  }
});

test("SIGTERM ends a node that would wait for the others for ever", async () => {
  const cluster = await createCluster();
  const { home } = cluster;
  home.start();
  await cluster.waitFor("it waits", () => home.events("closed").length > 0);
  await home.stop();
  expect(home.exits).toEqual([{ code: 0, signal: null }]);
  expect(home.processes()).toEqual([]);
});

test("a crash of the server ends the script with the server's code, and the log says so", async () => {
  const cluster = await startCluster();
  const node = cluster.node("replica-1");
  node.kill("server", "SIGKILL");
  await cluster.waitFor("the script has ended", () => node.exits.length === 1);
  expect(node.exits[0]).toEqual({ code: 137, signal: null });
  expect(node.events("crashed").at(-1)).toContain("status=137");
  await cluster.waitHealthy();
});

test("a stop that the server refuses is asked for again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-stubborn-"));
  const server = join(folder, "stubborn-server");
  // As Redis does while it writes its first append-only file.
  const text = "#!/bin/sh\nasked=0\ntrap 'asked=$((asked + 1))' TERM\nwhile [ $asked -lt 2 ]; do sleep 0.05; done\n";
  writeFileSync(server, text, { mode: 0o755 });
  const cluster = await createCluster({ environment: { REDIS_SERVER: server } });
  cluster.home.start();
  await cluster.waitFor("the server runs", () =>
    cluster.home.processes().some((pid) => commandLine(pid).includes(server)),
  );
  await cluster.home.stop();
  expect(cluster.home.exits).toEqual([{ code: 0, signal: null }]);
  rmSync(folder, { recursive: true });
});
