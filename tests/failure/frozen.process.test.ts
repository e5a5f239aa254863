import { existsSync } from "node:fs";
import { runtimeScripts } from "../../runtime";
import type { Cluster, ClusterNode } from "../support/cluster";
import { closeClusters } from "../support/cluster";
import type { Scenario } from "./scenario";
import {
  freeze,
  heldBeforeDeciding,
  helloOf,
  leaderOfFailover,
  requestHandOver,
  sentinelFlags,
  settle,
  startUnderLoad,
  startWithSlowSentinels,
  thaw,
} from "./scenario";
import { shareScenario } from "./shared-scenario";

afterAll(closeClusters);

describe("the master's whole node stands still, its script too, and wakes before it is replaced", () => {
  // However late this test wakes it.
  const shared = shareScenario({}, startWithSlowSentinels);

  test("its replicas had let go of it, and follow it again", async () => {
    const scenario = shared();
    const { cluster } = scenario;
    const master = await cluster.master();
    const replicas = cluster.redis.filter((node) => node !== master);
    const letGo = linesOf("let-go", replicas);
    freeze(master);
    await cluster.waitFor("both let go", () => letGo().every((lines) => lines.length > 0));
    expect((await sentinelFlags(cluster)).join()).not.toContain("failover");
    thaw(master);
    expect(await settle(scenario)).toBe(master);
  });

  test("a replica on its way to it lets go too, and so acknowledges nothing when it wakes", async () => {
    const scenario = shared();
    const { cluster } = scenario;
    const master = await cluster.master();
    const replica = cluster.redis.find((node) => node !== master)!;
    const letGo = linesOf("let-go", [replica]);
    freeze(master);
    await replica.ask("CLIENT", "KILL", "TYPE", "master");
    await cluster.waitFor("its link is down", async () => (await replica.info()).master_link_status === "down");
    await cluster.waitFor("it lets go", () => letGo().flat().length > 0);
    expect((await sentinelFlags(cluster)).join()).not.toContain("failover");
    thaw(master);
    await settle(scenario);
  });
});

describe("the master's whole node stands still, its script too", () => {
  const shared = shareScenario();
  beforeAll(() => shared().cluster.waitReady());

  test("before its script has seen it as master: replaced by the node that it had followed, it follows that one again", async () => {
    const scenario = shared();
    const { cluster } = scenario;
    const before = await cluster.master();
    const [promoted, other] = cluster.redis.filter((node) => node !== before);
    promoted!.kill("script", "SIGSTOP");
    await other!.ask("CONFIG", "SET", "replica-priority", "0");
    expect(await requestHandOver(cluster, before, promoted!.name)).toContain(" done ");
    await cluster.waitFor("they hold only that one for fit", async () => {
      const known = await Promise.all(
        cluster.sentinels.map((node) => node.sentinelReplicas(cluster.context.masterName)),
      );
      const fit = known.flat().filter((node) => node.flags === "slave" && node["slave-priority"] === "100");
      return fit.length === cluster.sentinels.length && fit.every(({ port }) => port === String(before.port));
    });
    freeze(promoted!);
    await cluster.waitFor("the Sentinels name the one before", async () =>
      Object.values(await cluster.sentinelViews()).every((view) => view === before.address),
    );
    await other!.ask("CONFIG", "SET", "replica-priority", "100");
    thaw(promoted!);
    expect(await settle(scenario)).toBe(before);
  });

  test.each(["once", "again", "named anew just before"])(
    "it wakes while the Sentinels replace it, %s: no write that it takes then is lost",
    async (when) => {
      const scenario = shared();
      if (when === "named anew just before") await nameAnew(scenario.cluster);
      await wakeInFailover(scenario);
    },
  );

  test("a node that was promoted then has told the Sentinels, sooner than the one that did it saw it", () => {
    expect(shared().cluster.redis.flatMap((node) => node.events("announce"))).not.toEqual([]);
  });
});

test("the first master of all, named anew just before: its replicas have never seen all Sentinels agree on it", async () => {
  const scenario = await startUnderLoad();
  await scenario.cluster.waitReady();
  await nameAnew(scenario.cluster);
  await wakeInFailover(scenario);
});

test("it wakes while the Sentinels, whose pings it has not answered for long, replace it: they keep their connections", async () => {
  const hold = 'while [ -e "$RUN_DIR/hold" ]; do : >"$RUN_DIR/held"; sleep 0.05; done';
  const { "relink.sh": relink, "sentinel.sh": sentinel } = runtimeScripts();
  const scripts = {
    "relink.sh": relink!.replace("print_if_alive() {", `$&\n  ${hold}`),
    "sentinel.sh": sentinel!.replace("rest 2", "rest 0.1"),
  };
  const scenario = await startUnderLoad({ scripts });
  const { cluster } = scenario;
  await cluster.waitReady();
  for (const node of cluster.sentinels) node.write("run", { hold: "" });
  await wakeInFailover(scenario, () => {
    for (const node of cluster.sentinels) {
      expect(existsSync(node.path("run", "held"))).toBe(true);
      node.remove("run", "hold");
    }
  });
});

test("a master that no Sentinel knew wakes after they have replaced it, in an epoch below its own: it follows at once", async () => {
  const scenario = await startUnderLoad();
  const { cluster } = scenario;
  await requestHandOver(cluster, await cluster.master());
  await settle(scenario);
  const master = await cluster.master();
  const replica = cluster.redis.find((node) => node !== master)!;
  // Sentinels wait a while for a replica that is away before they adopt a master.
  await replica.end();
  await cluster.stop(cluster.sentinels);
  for (const sentinel of cluster.sentinels) sentinel.wipe();
  cluster.start(cluster.sentinels);
  await cluster.waitFor("it knows", () => master.events("unwatched").length > 0);
  master.kill("script", "SIGSTOP");
  replica.start();
  const views = () => cluster.sentinelViews();
  await cluster.waitFor("they know it", async () =>
    Object.values(await views()).every((view) => view === master.address),
  );
  freeze(master);
  await leaderOfFailover(cluster);
  await cluster.waitFor("another master", async () => !Object.values(await views()).includes(master.address));
  thaw(master);
  expect(await settle(scenario)).not.toBe(master);
});

test("a node that is promoted while it decides, because it had let go of a master that then died, goes on as that", async () => {
  const scenario = await startWithSlowSentinels({ scripts: heldBeforeDeciding() });
  const { cluster } = scenario;
  const { home } = cluster;
  const replicas = cluster.redis.filter((node) => node !== home);
  const letGo = linesOf("let-go", replicas);
  for (const replica of replicas) replica.write("run", { hold: "" });
  freeze(home);
  await cluster.waitFor("both let go", () => letGo().every((lines) => lines.length > 0));
  home.kill("server");
  home.kill("script", "SIGCONT");
  await cluster.waitFor("it hands over", () => home.events("hand-over").length > 0);
  for (const replica of replicas) replica.remove("run", "hold");
  expect(replicas).toContain(await settle(scenario));
  expect(replicas.flatMap((replica) => replica.events("again"))).toEqual([]);
});

test("a replica that is promoted while it lets go of its master stays promoted", async () => {
  const letGo = runtimeScripts()["let-go.sh"]!;
  const hold = 'while [ -e "$RUN_DIR/hold" ]; do : >"$RUN_DIR/held"; sleep 0.05; done';
  const scenario = await startWithSlowSentinels({
    scripts: { "let-go.sh": letGo.replace("let_go() {", `$&\n  ${hold}`) },
  });
  const { cluster } = scenario;
  const replica = cluster.node("replica-0");
  replica.write("run", { hold: "" });
  freeze(cluster.home);
  await cluster.waitFor("it is about to let go", () => existsSync(replica.path("run", "held")));
  await replica.askAs("sentinel", "REPLICAOF", "NO", "ONE");
  replica.remove("run", "hold");
  await cluster.waitFor("it says what it is", () => replica.events("role").at(-1)!.includes("role=master"));
  expect(replica.events("let-go")).toEqual([]);
  thaw(cluster.home);
  await settle(scenario);
});

/** The master wakes while the Sentinels replace it: no write that it takes then is lost. */
async function wakeInFailover(scenario: Scenario, onWaking = () => {}): Promise<void> {
  const { cluster } = scenario;
  const master = await cluster.master();
  const replicas = cluster.redis.filter((node) => node !== master);
  const letGo = linesOf("let-go", replicas);
  const follow = linesOf("follow", replicas);
  freeze(master);
  await leaderOfFailover(cluster);
  const isReplaced = async () => (await cluster.masters()).some((node) => node !== master);
  await cluster.waitFor(
    "both let go, or one has taken its place",
    async () => letGo().every((lines) => lines.length > 0) || (await isReplaced()),
  );
  thaw(master);
  onWaking();
  expect(await settle(scenario)).not.toBe(master);
  expect(follow().flat().join("\n")).not.toContain(`master=${master.address} `);
}

/** The lines that each node logs from now on about an event. */
function linesOf(event: string, nodes: readonly ClusterNode[]): () => string[][] {
  const before = nodes.map((node) => node.events(event).length);
  return () => nodes.map((node, index) => node.events(event).slice(before[index]));
}

/** The Sentinels name the same master in a newer epoch, of which its replicas have not heard when it freezes. */
async function nameAnew(cluster: Cluster): Promise<void> {
  const master = await cluster.master();
  for (const sentinel of cluster.sentinels) {
    await sentinel.ask("PUBLISH", "__sentinel__:hello", await helloOf(cluster, sentinel, master, 99));
  }
}
