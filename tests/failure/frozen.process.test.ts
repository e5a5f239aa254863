import type { Cluster, ClusterNode } from "../support/cluster";
import { settle } from "./scenario";
import { shareScenario } from "./shared-scenario";

jest.setTimeout(120_000);

describe("the master's whole node stands still, its script too", () => {
  const shared = shareScenario();

  test("it wakes before it is replaced: its replicas had let go of it, and follow it again", async () => {
    const scenario = shared();
    const { cluster } = scenario;
    const master = await cluster.master();
    const replicas = cluster.redis.filter((node) => node !== master);
    const letGo = lettingGo(replicas);
    freeze(master);
    await cluster.waitFor("both let go", () => letGo().every((lines) => lines.length > 0));
    expect((await flags(cluster)).join()).not.toContain("failover");
    thaw(master);
    expect(await settle(scenario)).toBe(master);
  });

  test("it wakes while the Sentinels replace it: no write that it takes then is acknowledged and lost", async () => {
    const scenario = shared();
    const { cluster } = scenario;
    const master = await cluster.master();
    const letGo = lettingGo(cluster.redis.filter((node) => node !== master));
    freeze(master);
    await cluster.waitFor("a failover", async () => (await flags(cluster)).join().includes("failover_in_progress"));
    thaw(master);
    expect(letGo().every((lines) => lines.length > 0)).toBe(true);
    expect(await settle(scenario)).not.toBe(master);
  });
});

/** The lines in which each node says from now on that it lets go of its master. */
function lettingGo(nodes: readonly ClusterNode[]): () => string[][] {
  const before = nodes.map((node) => node.events("let-go").length);
  return () => nodes.map((node, index) => node.events("let-go").slice(before[index]));
}

function freeze(node: ClusterNode): void {
  for (const part of ["script", "server"] as const) node.kill(part, "SIGSTOP");
}

function thaw(node: ClusterNode): void {
  for (const part of ["server", "script"] as const) node.kill(part, "SIGCONT");
}

async function flags(cluster: Cluster): Promise<string[]> {
  const views = cluster.sentinels.map((node) => node.sentinelMaster(cluster.context.masterName));
  return (await Promise.all(views)).map((view) => view?.flags ?? "");
}
