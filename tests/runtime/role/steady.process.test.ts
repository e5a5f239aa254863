import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeClusters, type ClusterNode, startCluster } from "../../support/cluster";

const folder = mkdtempSync(join(tmpdir(), "redis-cache-steady-"));
afterAll(async () => {
  await closeClusters();
  rmSync(folder, { recursive: true, force: true });
});

/** The real one, which notes each start in the node's file `calls`. */
const countedCli = join(folder, "redis-cli");
writeFileSync(countedCli, '#!/bin/sh\necho "$@" >>"$RUN_DIR/calls"\nexec redis-cli "$@"\n', { mode: 0o700 });

test("a master of which nothing changes is looked at by one redis-cli, and by another where that one has ended", async () => {
  const cluster = await startCluster({ environment: { REDIS_CLI: countedCli } });
  const master = await cluster.master();
  await cluster.waitFor("looks without a call", quietLooks(master, 4));

  const line = master.linePid()!;
  process.kill(line, "SIGKILL");
  await cluster.waitFor("there is another", () => ![undefined, line].includes(master.linePid()));
  await cluster.waitFor("looks without a call again", quietLooks(master, 4));

  const replica = cluster.redis.find((node) => node !== master)!;
  const [host = "", port = ""] = replica.address.split(":");
  await master.ask("REPLICAOF", host, port);
  await cluster.waitFor("a role that was changed behind it is seen", () =>
    master.events("role").some((line) => line.includes("role=slave")),
  );
});

/** Whether it has looked so often since its script last called its server: each look at a master notes a newer state. */
function quietLooks(node: ClusterNode, times: number): () => boolean {
  const states = new Set<string>();
  let calls = "";
  return () => {
    const now = ownCalls(node).join("\n");
    if (now !== calls) states.clear();
    calls = now;
    return states.add(readFileSync(node.path("data", "node.state"), "utf8")).size > times;
  };
}

/** What its script has asked its own server, but by the line. */
function ownCalls(node: ClusterNode): string[] {
  const calls = readFileSync(node.path("run", "calls"), "utf8").trim().split("\n");
  return calls.filter((call) => call.startsWith(`-h 127.0.0.1 -p ${node.port} --user ops `));
}
