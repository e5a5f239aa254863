import { runtimeScripts } from "../../runtime";
import type { Cluster, ClusterNode, ClusterOptions, WriteLoad } from "../support/cluster";
import { createCluster, startCluster } from "../support/cluster";
import { toRecord } from "../support/cluster/ask";
import { answerOf, ask } from "../support/cluster/hand-over-request";

/** Down-after of all test instances, in ms. */
export const downAfter = 3_000;

/** Hand-overs one after the other, which the scripts otherwise take for a poison command's work. */
export const steady = { STEADY_SECONDS: "0" };

/** Scripts of nodes that stand still before they decide, for as long as the file `run/hold` is there. */
export function heldBeforeDeciding(): Record<string, string> {
  const hold = '  while [ -e "$RUN_DIR/hold" ]; do sleep 0.05; done\n$&';
  return { "role.sh": runtimeScripts()["role.sh"]!.replace("  ask_sentinels\n", hold) };
}

export interface Scenario {
  cluster: Cluster;
  load: WriteLoad;
}

/** A healthy instance under a write load. */
export async function startUnderLoad(options: ClusterOptions = {}): Promise<Scenario> {
  return putUnderLoad(await startCluster({ ...options, environment: { ...steady, ...options.environment } }));
}

const slow = {
  downAfter: "60s",
  failoverTimeout: "60s",
  failoverTimeoutReason: "they do not come in between",
} as const;

/** Like that, but its Sentinels are slower to mark the master as down than the scripts think. */
export async function startWithSlowSentinels(options: ClusterOptions = {}): Promise<Scenario> {
  const environment = { ...steady, ...options.environment };
  const cluster = await createCluster({ ...options, environment, input: { sentinel: slow } });
  for (const node of cluster.redis) {
    node.edit("config", "instance.env", (text) => text.replace(/^DOWN_AFTER_MS=.*$/m, `DOWN_AFTER_MS=${downAfter}`));
  }
  cluster.start();
  await cluster.waitHealthy();
  return putUnderLoad(cluster);
}

async function putUnderLoad(cluster: Cluster): Promise<Scenario> {
  const load = await cluster.writeLoad(cluster.proxy && cluster.plainOptions());
  await writesGoOn({ cluster, load });
  return { cluster, load };
}

/** The load has 50 more acknowledged writes. */
export async function writesGoOn({ cluster, load }: Scenario): Promise<void> {
  const before = load.acknowledged.length;
  await cluster.waitFor("acknowledged writes", () => load.acknowledged.length > before + 50);
}

/** All is well again, writes go on, and each acknowledged one is on the master. */
export async function settle(scenario: Scenario): Promise<ClusterNode> {
  const { cluster, load } = scenario;
  await cluster.waitHealthy();
  await writesGoOn(scenario);
  const master = await cluster.master();
  expectNone(cluster, { "acknowledged writes that are lost": (await load.missingOn(master)).length });
  return master;
}

/** Fails with the ends of all logs, which alone tell how it came. */
export function expectNone(cluster: Cluster, harm: Record<string, number>): void {
  if (Object.values(harm).some((count) => count > 0)) throw new Error(`${JSON.stringify(harm)}\n${cluster.logs()}`);
}

/** Its server stands still, until it is woken: where its script comes late the Sentinels replace it, and it stays so. */
export function hang(node: ClusterNode): () => void {
  const hung = node.serverPid();
  node.kill("server", "SIGSTOP");
  return () => {
    if (node.serverPid() === hung) node.kill("server", "SIGCONT");
  };
}

let requests = 0;

/** What an operator does: asks the master's script for a hand-over; returns its answer. */
export async function requestHandOver(cluster: Cluster, node: ClusterNode, target = "-"): Promise<string> {
  const id = `request-${++requests}`;
  ask(node, id, target);
  await cluster.waitFor("an answer", () => answerOf(node).startsWith(`${id} `));
  return answerOf(node);
}

/** Writes it to the master as the newest write, and waits until all running nodes have it. */
export async function write(cluster: Cluster, value: string): Promise<void> {
  const master = await cluster.master();
  await master.askAs("app", "SET", "newest", value);
  const readers = cluster.redis.filter((node) => node.isWanted);
  await cluster.waitFor("all nodes have the write", async () => {
    const values = await Promise.all(readers.map((node) => node.askAs("app", "GET", "newest")));
    return values.every((read) => read === value);
  });
}

/** Every running node holds this as the newest write. */
export async function expectEverywhere(cluster: Cluster, value: string): Promise<void> {
  for (const node of cluster.redis.filter(({ isWanted }) => isWanted)) {
    expect([node.name, await node.askAs("app", "GET", "newest")]).toEqual([node.name, value]);
  }
}

/** A node stands still, its script too: otherwise that would end the server, and hand over by itself. */
export function freeze(node: ClusterNode): void {
  for (const part of ["script", "server"] as const) node.kill(part, "SIGSTOP");
}

export function thaw(node: ClusterNode): void {
  for (const part of ["server", "script"] as const) node.kill(part, "SIGCONT");
}

/** What each Sentinel holds the master for; empty where it gives no answer. */
export async function sentinelFlags(cluster: Cluster): Promise<string[]> {
  const views = cluster.sentinels.map((node) => node.sentinelMaster(cluster.context.masterName));
  return (await Promise.all(views)).map((view) => view?.flags ?? "");
}

/** The Sentinel that fails over, once there is one. */
export async function leaderOfFailover(cluster: Cluster): Promise<ClusterNode> {
  let leader: ClusterNode | undefined;
  await cluster.waitFor("a Sentinel fails over", async () => {
    const flags = await sentinelFlags(cluster);
    leader = cluster.sentinels.find((_, index) => flags[index]?.includes("failover_in_progress"));
    return leader !== undefined;
  });
  return leader!;
}

/** What a Sentinel believes from whoever may publish it: this node is master in that epoch. */
export async function helloOf(
  { context }: Cluster,
  sentinel: ClusterNode,
  master: ClusterNode,
  epoch: number,
): Promise<string> {
  const [other] = await sentinel.ask<string[][]>("SENTINEL", "SENTINELS", context.masterName);
  const { ip, port, runid } = toRecord(other!);
  return [ip, port, runid, epoch, context.masterName, "127.0.0.1", master.port, epoch].join(",");
}
