import { dirname } from "node:path";
import { cutPower, startNodes } from "../../benchmarks/scale/nodes";
import type { Provocation } from "./provocation";
import type { Scene } from "./scene";

/** Nodes that are lost with all their processes; what ends it starts them as they were. */
async function lose({ nodeFolder }: Scene, names: readonly string[]): Promise<() => void> {
  for (const name of names) await cutPower(nodeFolder(name));
  return () => startNodes(dirname(nodeFolder(names[0]!)), ({ node }) => names.includes(node));
}

/** Whom nobody can follow, and whom nobody can replace. */
export const losses: readonly Provocation[] = [
  {
    instance: "nodes",
    words: "both replicas lost",
    alerts: ["RedisWritesRefused", "RedisReplicasMissing", "RedisNodeDown"],
    begin: (scene) => lose(scene, ["nodes-replica-0", "nodes-replica-1"]),
  },
  {
    instance: "nodes",
    words: "two of three Sentinels lost, then the master",
    alerts: ["RedisSentinelQuorumLost", "RedisMasterMissing", "RedisReplicaLinkDown", "RedisSentinelsMissing"],
    begin: (scene) => lose(scene, ["nodes-sentinel-0", "nodes-sentinel-1", "nodes-master-0"]),
  },
];
