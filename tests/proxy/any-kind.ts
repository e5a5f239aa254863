import type { Scenario } from "../failure/scenario";
import { freeze, requestHandOver, thaw, writesGoOn } from "../failure/scenario";
import type { Cluster, ClusterNode } from "../support/cluster";
import { proxySettled, proxyView } from "../support/cluster/proxy-view";

/** Planned moves, each followed by the proxy. */
export async function move(cluster: Cluster, times = 1): Promise<void> {
  for (let i = 0; i < times; i++) {
    expect(await requestHandOver(cluster, await cluster.master())).toContain(" done ");
    await proxySettled(cluster);
  }
}

/** With one Sentinel away it follows a move, with two it stays where it was, and says so; returns the master. */
export async function loseSentinels({ cluster, load }: Scenario): Promise<ClusterNode> {
  const [first, second] = cluster.sentinels;
  await first!.stop();
  expect(await requestHandOver(cluster, await cluster.master())).toContain(" done ");
  const master = await cluster.master();
  await cluster.waitFor("it follows", async () => (await proxyView(cluster)).named === master.name);
  await second!.stop();
  await cluster.waitFor("it hears one", async () => (await proxyView(cluster)).sentinels === "1/3");
  await writesGoOn({ cluster, load });
  expect(await proxyView(cluster)).toMatchObject({ ready: "true", named: master.name });
  for (const node of [first!, second!]) node.start();
  return master;
}

/** The master's node is killed, and up again, closed, while no Sentinel answers; then they do. */
export async function killWithoutSentinels({ cluster }: Scenario): Promise<void> {
  const master = await cluster.master();
  await cluster.stop(cluster.sentinels);
  const said = master.events("closed").length;
  await master.end();
  const open = async () => (await proxyView(cluster)).open;
  await cluster.waitFor("it leads nobody there", async () => (await open()) === "no");
  master.start();
  await cluster.waitFor("it is closed", () => master.events("closed").length > said);
  expect(await open()).toBe("no");
  cluster.start(cluster.sentinels);
}

/** Replicas stand still, one after the other; `role` is what a node says of itself to a new reader. */
export async function stopReplicas(cluster: Cluster, role: () => Promise<unknown[]>, settled: () => Promise<unknown>) {
  const master = await cluster.master();
  const replicas = cluster.redis.filter((node) => node !== master);
  const state = async (node: ClusterNode) => (await proxyView(cluster))[node.name];
  freeze(replicas[0]!);
  await cluster.waitFor("it is left out", async () => (await state(replicas[0]!)) === "gone");
  expect(await state(replicas[1]!)).toBe("ready");
  expect(await role()).toContain("slave");
  freeze(replicas[1]!);
  await cluster.waitFor("the master answers reads", async () => (await state(master)) === "ready");
  expect(await role()).toContain("master");
  replicas.forEach(thaw);
  await settled();
  await cluster.waitFor("it takes no new reads", async () => (await state(master)) === "drain");
}

/** The password of its user changes in two steps, and a Sentinel starts again, which takes the new one only. */
export async function changePassword(cluster: Cluster): Promise<void> {
  const [fresh, old] = ["another-password-of-proxy", cluster.passwords.proxy];
  for (const node of cluster.nodes) node.mount({ "proxy.other": fresh });
  cluster.proxy!.mount({ proxy: fresh });
  for (const node of cluster.nodes) node.mount({ proxy: fresh, "proxy.other": old });
  const first = cluster.sentinels[0]!;
  await first.stop();
  await cluster.waitFor("it hears two", async () => (await proxyView(cluster)).sentinels === "2/3");
  first.start();
  await proxySettled(cluster);
}
