import { keyValues } from "../../cli/failover/answer";
import type { Cluster, ClusterNode } from "../support/cluster";
import { closeClusters, startCluster } from "../support/cluster";
import {
  freeze,
  leaderOfFailover,
  requestHandOver,
  sentinelFlags,
  settle,
  startUnderLoad,
  steady,
  thaw,
} from "./scenario";
import { shareScenario } from "./shared-scenario";

describe("some Sentinels are away or know nothing", () => {
  const shared = shareScenario();
  beforeAll(() => shared().cluster.waitReady());

  test("one is frozen: a hand-over is done all the same, and it agrees once it is thawed", async () => {
    const scenario = shared();
    const { cluster, load } = scenario;
    const frozen = cluster.node("sentinel-0");
    frozen.kill("server", "SIGSTOP");
    const answer = await requestHandOver(cluster, await cluster.master());
    frozen.kill("server", "SIGCONT");
    expect(answer).toContain(" done ");
    expect(keyValues(answer).votes).not.toContain("sentinel-0:yes");
    await settle(scenario);
    expect(load.refused).toEqual({});
  });

  test("one loses its volume: a hand-over in that moment is done, and nobody counts it twice", async () => {
    const scenario = shared();
    const { cluster, load } = scenario;
    const lost = cluster.node("sentinel-1");
    await lost.end();
    lost.wipe();
    lost.start();
    expect(await requestHandOver(cluster, await cluster.master())).toContain(" done ");
    await settle(scenario);
    expect(load.refused).toEqual({});
  });

  test("one loses its volume and adopts a master that is dead: it knows whom to promote all the same", async () => {
    const scenario = shared();
    const { cluster } = scenario;
    const [lost, master] = [cluster.node("sentinel-1"), await cluster.master()];
    await lost.end();
    lost.wipe();
    await master.end();
    lost.start();
    await cluster.waitFor(
      "it adopts",
      () => lost.events("adopt").at(-1)?.includes(`master=${master.address}`) === true,
    );
    const { masterName } = cluster.context;
    const known = async () => (await lost.sentinelReplicas(masterName)).length;
    await cluster.waitFor("it knows the replicas", async () => (await known()) === 2);
    await cluster.waitFor("another master", async () => (await cluster.masters()).length === 1);
    master.start();
    await settle(scenario);
  });

  test("the master is turned back, as by one that heard of its promotion late: the nodes do not follow each other", async () => {
    const scenario = shared();
    const { cluster } = scenario;
    const master = await cluster.master();
    const replica = cluster.redis.find((node) => node !== master)!;
    await master.askAs("sentinel", "REPLICAOF", "127.0.0.1", replica.port);
    await cluster.waitFor("it says so", () => master.events("promote").some((line) => line.includes("made to follow")));
    expect(await settle(scenario)).toBe(master);
  });

  test("the master is turned back, and a replica has a newer write: that one becomes master", async () => {
    const scenario = shared();
    const { cluster } = scenario;
    const master = await cluster.master();
    const replica = cluster.redis.find((node) => node !== master)!;
    const nobody = replica.port + 100;
    await master.askAs("sentinel", "REPLICAOF", "127.0.0.1", nobody);
    await replica.ask("REPLICAOF", "NO", "ONE");
    await replica.ask("CONFIG", "SET", "min-replicas-to-write", 0);
    await replica.askAs("app", "SET", "newer", "write");
    await replica.ask("REPLICAOF", "127.0.0.1", master.port);
    await replica.ask("CONFIG", "SET", "min-replicas-to-write", 1);
    await cluster.waitFor("it says so", () => master.events("closed").some((line) => line.includes("made to follow")));
    expect(await settle(scenario)).toBe(replica);
    expect(await replica.askAs("app", "GET", "newer")).toBe("write");
  });

  test("the master's node starts again when they mark it as down: it does not stand for election", async () => {
    const scenario = shared();
    const { cluster } = scenario;
    const old = await cluster.master();
    const handOvers = allHandOvers(cluster);
    await old.end();
    await cluster.waitFor("o_down", async () =>
      (await sentinelFlags(cluster)).some((flags) => flags.includes("o_down")),
    );
    old.start();
    expect(await settle(scenario)).not.toBe(old);
    expect(allHandOvers(cluster)).toEqual(handOvers);
  });

  test("a majority is away while the Redis nodes restart: nobody becomes master because nothing answers", async () => {
    const scenario = shared();
    const { cluster } = scenario;
    const away = cluster.sentinels.slice(1);
    await Promise.all(away.map((node) => node.end()));
    await cluster.stop(cluster.redis);
    const said = new Map(cluster.redis.map((node) => [node, node.events("closed").length]));
    cluster.start(cluster.redis);
    const waits = (node: ClusterNode) =>
      node
        .events("closed")
        .slice(said.get(node))
        .some((line) => line.includes("only 0 of 3 Sentinels say that they know none"));
    await cluster.waitFor("all wait", () => cluster.redis.every(waits));
    expect(await cluster.masters()).toEqual([]);
    cluster.start(away);
    await settle(scenario);
  });

  test("a majority is away while the master's node dies and comes back, closed: its replicas may still be promoted", async () => {
    const scenario = shared();
    const { cluster } = scenario;
    const [master, away] = [await cluster.master(), cluster.sentinels.slice(1)];
    const replicas = cluster.redis.filter((node) => node !== master);
    await Promise.all(away.map((node) => node.end()));
    for (const part of ["script", "server"] as const) master.kill(part);
    for (const replica of replicas) await showsSyncOften(cluster, replica);
    expect(await Promise.all(replicas.map(async (node) => (await node.info()).slave_priority))).toEqual(["100", "100"]);
    cluster.start(away);
    expect(await settle(scenario)).not.toBe(master);
  });

  test("all lose their volumes while Redis runs: they find the master that serves, and it can be handed over", async () => {
    const scenario = shared();
    const { cluster, load } = scenario;
    if ((await cluster.master()) === cluster.home) await requestHandOver(cluster, cluster.home);
    const master = await settle(scenario);
    const refused = { ...load.refused };
    await Promise.all(cluster.sentinels.map((node) => node.end()));
    for (const node of cluster.sentinels) node.wipe();
    cluster.start(cluster.sentinels);
    expect(await settle(scenario)).toBe(master);
    // Their epochs begin anew, below the one that the nodes remember.
    expect(await requestHandOver(cluster, master, cluster.home.name)).toContain(" done ");
    expect(await settle(scenario)).toBe(cluster.home);
    expect(load.refused).toEqual(refused);
  });
});

describe("a failover by the Sentinels", () => {
  afterEach(closeClusters);

  test("a sole replica in its first sync is not promoted, neither by them nor on request, and all keys stay", async () => {
    const cluster = await startCluster({ environment: steady, input: { replicas: { min: 1 } } });
    const { home } = cluster;
    const replica = cluster.node("replica-0");
    await home.askAs("app", "MSET", ...Array.from({ length: 1_000 }, (_, i) => [`key:${i}`, i]).flat());
    await replica.end();
    replica.wipe();
    await home.ask("CONFIG", "SET", "repl-diskless-sync-delay", 60);
    replica.start();
    await cluster.waitFor("the Sentinels see its first sync begin", () => everySeesSyncOf(cluster, home));

    const failover = cluster.sentinels[0]!.ask("SENTINEL", "FAILOVER", cluster.context.masterName);
    await expect(failover).rejects.toThrow("NOGOODSLAVE");
    expect(await requestHandOver(cluster, home)).toMatch(/ refused .*no other node is a replica in sync/);
    expect(await cluster.master()).toBe(home);

    await home.ask("CONFIG", "SET", "repl-diskless-sync-delay", 0);
    await cluster.waitHealthy();
    for (const node of cluster.redis) expect(await node.askAs("app", "DBSIZE")).toBe(1_000);
  });

  test("the Sentinel at it is killed: the others do it once its vote counts no more", async () => {
    const scenario = await startUnderLoad({ input: { sentinel: { failoverTimeout: "5s" } } });
    const { cluster } = scenario;
    await cluster.waitReady();
    const old = await cluster.master();
    freeze(old);
    const leader = await leaderOfFailover(cluster);
    leader.kill("server");
    // Whoever has voted begins no failover of its own before twice its limit is over: so is Sentinel.
    const names = async () => Object.values(await cluster.sentinelViews());
    const another = async () => new Set(await names()).size === 1 && !(await names()).includes(old.address);
    await cluster.waitFor("all Sentinels name another master", another);
    thaw(old);
    expect(await settle(scenario)).not.toBe(old);
  });
});

/** Whether each Sentinel knows of the only replica that it follows the master, but has no link to it yet. */
async function everySeesSyncOf(cluster: Cluster, master: ClusterNode): Promise<boolean> {
  const known = await Promise.all(cluster.sentinels.map((node) => node.sentinelReplicas(cluster.context.masterName)));
  return known.every(
    ([replica = {}]) =>
      replica.flags === "slave" &&
      replica["master-link-status"] === "err" &&
      `${replica["master-host"]}:${replica["master-port"]}` === master.address,
  );
}

/** The hand-overs that were done or tried. */
function allHandOvers(cluster: Cluster): string[] {
  return cluster.redis.flatMap((node) => [...node.events("hand-over"), ...node.events("no-hand-over")]);
}

/** A closed master refuses each of the syncs that its replicas try again and again. */
async function showsSyncOften(cluster: Cluster, replica: ClusterNode): Promise<void> {
  let shown = 0;
  await cluster.waitFor("refused syncs", async () => {
    shown += Number((await replica.info()).master_sync_in_progress);
    return shown >= 10;
  });
}

describe("some Sentinels are gone for good", () => {
  afterEach(closeClusters);

  test("the others forget them, and a majority of these fails over", async () => {
    const cluster = await startCluster({ input: { sentinel: { count: 5 } }, environment: steady });
    const { masterName } = cluster.context;
    const [kept, gone] = [cluster.sentinels.slice(0, 3), cluster.sentinels.slice(3)];
    const fewer = (env: string) => env.replace(/ cache-sentinel-[34]=[^ ']*/g, "").replace(/^QUORUM=.*$/m, "QUORUM=2");
    for (const node of cluster.nodes) node.edit("config", "instance.env", fewer);
    await cluster.stop(gone);
    const others = () => Promise.all(kept.map(async (node) => (await node.sentinelPeers(masterName)).length));
    await cluster.waitFor("each knows two others", async () => (await others()).join() === "2,2,2");
    for (const node of kept) expect(node.events("forget")).toHaveLength(1);

    // Two of five would elect nobody.
    const master = await cluster.master();
    await Promise.all([kept[0]!.end(), master.end()]);
    const successors = async () => (await cluster.masters()).filter((node) => node !== master);
    await cluster.waitFor("another master", async () => (await successors()).length === 1);
  });
});
