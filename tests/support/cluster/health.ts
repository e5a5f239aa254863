import type { ClusterNode } from "./node";

/**
 * What differs from a healthy instance, in words; empty where all is well. Nodes that are stopped are not looked at.
 */
export async function findProblems(
  redis: ClusterNode[],
  sentinels: ClusterNode[],
  masterName: string,
): Promise<string[]> {
  const infos = await Promise.all(redis.map((node) => node.info()));
  const masters = redis.filter((_, i) => infos[i]?.role === "master");
  const [master] = masters;
  if (!master || masters.length > 1) {
    const shown = redis.map((node, i) => `${node.name}=${infos[i]?.role ?? "silent"}(${infos[i]?.master_host ?? "-"})`);
    return [`${masters.length} masters: ${shown.join(" ")}`];
  }

  const replicas = redis.flatMap((node, i) =>
    node === master || !node.isWanted ? [] : [{ node, info: infos[i] ?? {} }],
  );
  const linked = Number(infos[redis.indexOf(master)]?.connected_slaves ?? 0);
  return [
    ...replicas.flatMap(({ node, info }) => replicaProblems(node, info, master)),
    ...(linked === replicas.length ? [] : [`${master.name} has ${linked} replicas, not ${replicas.length}`]),
    ...(
      await Promise.all(
        sentinels
          .filter((node) => node.isWanted)
          .map((node) => sentinelProblems(node, masterName, master, sentinels.length)),
      )
    ).flat(),
  ];
}

function replicaProblems(node: ClusterNode, info: Record<string, string>, master: ClusterNode): string[] {
  const expected = {
    role: "slave",
    master_port: String(master.port),
    master_link_status: "up",
    master_sync_in_progress: "0",
    slave_priority: "100",
  };
  return Object.entries(expected).flatMap(([field, value]) =>
    info[field] === value ? [] : [`${node.name}: ${field} is ${info[field] ?? "not told"}, not ${value}`],
  );
}

async function sentinelProblems(
  node: ClusterNode,
  masterName: string,
  master: ClusterNode,
  count: number,
): Promise<string[]> {
  const view = await node.sentinelMaster(masterName);
  if (!view?.ip) return [`${node.name}: ${view ? "knows no master" : "silent"}`];
  const problems: string[] = [];
  if (`${view.ip}:${view.port}` !== master.address) problems.push(`${node.name}: names ${view.ip}:${view.port}`);
  if (view.flags !== "master") problems.push(`${node.name}: flags ${view.flags}`);
  if (view["num-other-sentinels"] !== String(count - 1)) {
    problems.push(`${node.name}: knows ${view["num-other-sentinels"]} other Sentinels, not ${count - 1}`);
  }
  return problems;
}

/** Which Sentinels could not fail over yet, because of what they know of the running replicas. */
export async function findUnfit(redis: ClusterNode[], sentinels: ClusterNode[], masterName: string): Promise<string[]> {
  const expected = redis.filter((node) => node.isWanted).length - 1;
  const running = sentinels.filter((node) => node.isWanted);
  const known = await Promise.all(running.map((node) => node.sentinelReplicas(masterName)));
  return running.flatMap((node, i) => {
    const fit = known[i]?.filter((replica) => replica.flags === "slave" && replica["slave-priority"] === "100") ?? [];
    return fit.length >= expected ? [] : [`${node.name}: holds ${fit.length} replicas for fit, not ${expected}`];
  });
}
