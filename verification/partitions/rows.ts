import { setTimeout as delay } from "node:timers/promises";
import type { Cluster, ClusterNode } from "../../tests/support/cluster";

/** What happens to an instance, and how long the cause lasts. */
export interface Row {
  /** One word for `--only`. */
  kind: string;
  /** What is done, for people. */
  words: string;
  /** Does it for so long (ms), and returns when its cause is gone. */
  apply: (instance: Instance, ms: number) => Promise<void>;
}

/** The nodes by what they are when it begins. */
export interface Instance {
  cluster: Cluster;
  master: ClusterNode;
  replicas: ClusterNode[];
  sentinels: ClusterNode[];
}

export async function instanceOf(cluster: Cluster): Promise<Instance> {
  const master = await cluster.master();
  const replicas = cluster.redis.filter((node) => node !== master);
  return { cluster, master, replicas, sentinels: cluster.sentinels };
}

/** Both ways, or one way: the first hear no more what the others send, or the others not what they send. */
type Sides = (instance: Instance) => [ClusterNode[], ClusterNode[]];

const names = (nodes: ClusterNode[]) => nodes.map(({ name }) => name);

const bothWays =
  (sides: Sides): Row["apply"] =>
  async (instance, ms) => {
    const [one, other] = sides(instance);
    instance.cluster.network.cut(names(one), names(other));
    await healAfter(instance, ms);
  };

/** What the first send to the others is lost. */
const oneWay =
  (sides: Sides): Row["apply"] =>
  async (instance, ms) => {
    const [from, to] = sides(instance);
    instance.cluster.network.cutOneWay(names(from), names(to));
    await healAfter(instance, ms);
  };

async function healAfter({ cluster }: Instance, ms: number): Promise<void> {
  await delay(ms);
  cluster.network.heal();
}

const masterFromAll: Sides = ({ master, replicas, sentinels }) => [[master], [...replicas, ...sentinels]];
const masterFromSentinels: Sides = ({ master, sentinels }) => [[master], sentinels];
const masterFromReplicas: Sides = ({ master, replicas }) => [[master], replicas];
const zone: Sides = ({ master, replicas, sentinels: [first, ...others] }) => [
  [master, first!],
  [...replicas, ...others],
];
const masterAndReplica: Sides = ({ master, replicas: [first, ...others], sentinels }) => [
  [master, first!],
  [...others, ...sentinels],
];
const redisFromSentinels: Sides = ({ cluster, sentinels }) => [cluster.redis, sentinels];

/** The table of docs/high-availability.md, in its order. */
export const rows: readonly Row[] = [
  { kind: "all", words: "master from all other nodes", apply: bothWays(masterFromAll) },
  { kind: "zone", words: "master and a Sentinel from the others", apply: bothWays(zone) },
  { kind: "sentinels", words: "master from the Sentinels", apply: bothWays(masterFromSentinels) },
  { kind: "pair", words: "master and a replica from the others", apply: bothWays(masterAndReplica) },
  { kind: "replicas", words: "master from its replicas", apply: bothWays(masterFromReplicas) },
  { kind: "unheard", words: "replicas do not hear the master", apply: oneWay(masterFromReplicas) },
  {
    kind: "deaf",
    words: "master does not hear its replicas",
    apply: oneWay((instance) => masterFromReplicas(instance).reverse() as [ClusterNode[], ClusterNode[]]),
  },
  { kind: "no-sentinels", words: "Redis from the Sentinels", apply: bothWays(redisFromSentinels) },
  {
    kind: "apart",
    words: "Sentinels from each other",
    apply: async (instance, ms) => {
      for (const one of instance.sentinels) {
        instance.cluster.network.cutOneWay([one.name], names(instance.sentinels.filter((other) => other !== one)));
      }
      await healAfter(instance, ms);
    },
  },
  {
    kind: "flapping",
    words: "master from all, 1 s on, 1 s off",
    apply: async (instance, ms) => {
      for (const end = Date.now() + ms; Date.now() < end; await delay(1_000)) {
        await bothWays(masterFromAll)(instance, 1_000);
      }
    },
  },
  {
    kind: "hung",
    words: "master's node stands still",
    apply: async ({ master }, ms) => {
      master.kill("script", "SIGSTOP");
      master.kill("server", "SIGSTOP");
      await delay(ms);
      master.kill("server", "SIGCONT");
      master.kill("script", "SIGCONT");
    },
  },
  {
    kind: "by-hand",
    words: "SENTINEL FAILOVER by hand",
    apply: async ({ cluster, sentinels }) => {
      await sentinels[0]!.ask("SENTINEL", "FAILOVER", cluster.context.masterName);
      await delay(2_000);
    },
  },
  {
    kind: "crash",
    words: "kill -9 of the master's server",
    apply: async ({ master }) => {
      master.kill("server");
      await delay(500);
    },
  },
];
