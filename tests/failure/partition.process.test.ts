import { milliseconds } from "../../configs";
import { Applications } from "../support/network/applications";
import { canHaveNetworks } from "../support/network/network";
import { Takers } from "../support/network/takers";
import { type Cluster, closeClusters, type ClusterNode, createCluster } from "../support/cluster";
import { expectNone, heldBeforeDeciding } from "./scenario";
import { judge } from "../../verification/history/judge";
import { Registers } from "../../verification/history/registers";

afterAll(closeClusters);

/** A Sentinel holds it for fit. */
const isHeard = ({ flags }: Record<string, string>) => flags === "slave";

/** Docker's default allows no namespaces; a check of the whole must not pass without these tests. */
const testsNetworks = canHaveNetworks() || Boolean(process.env.CI);

interface Scene {
  cluster: Cluster;
  applications: Applications;
  takers: Takers;
  registers: Registers;
}

(testsNetworks ? describe : describe.skip)("the network cuts nodes from each other", () => {
  let scene: Scene;
  beforeAll(async () => {
    const cluster = await createCluster({
      ...{ network: true, environment: { STEADY_SECONDS: "0" }, scripts: heldBeforeDeciding() },
    });
    cluster.start();
    await cluster.waitReady();
    const [applications, takers] = [new Applications(cluster), new Takers(cluster)];
    scene = { cluster, applications, takers, registers: new Registers(cluster) };
  });
  beforeEach(() => scene.cluster.waitReady());
  afterEach(async () => {
    const { cluster, applications, takers } = scene;
    cluster.network.heal();
    await cluster.waitHealthy();
    const lost = await applications.lostOn(await cluster.master());
    expectNone(cluster, { "two masters, ms": takers.overlapSince(0), "WAIT 1, lost": lost["WAIT 1"] });
  });
  afterAll(async () => {
    const { applications, takers, registers } = scene;
    await Promise.all([applications.stop(), takers.stop(), registers.stop()]);
    await closeClusters();
  });

  const names = (nodes: ClusterNode[]) => nodes.map(({ name }) => name);
  const others = (...some: ClusterNode[]) => scene.cluster.nodes.filter((node) => !some.includes(node));

  const replicasOf = (master: ClusterNode) => scene.cluster.redis.filter((node) => node !== master);

  /** What all Sentinels say of all replicas. */
  async function replicaViews(): Promise<Record<string, string>[]> {
    const { sentinels, context } = scene.cluster;
    return (await Promise.all(sentinels.map((node) => node.sentinelReplicas(context.masterName)))).flat();
  }

  /** The events of all nodes from now on. */
  function events(event: string): () => string[] {
    const lines = () => scene.cluster.redis.flatMap((node) => node.events(event));
    const before = new Set(lines());
    return () => lines().filter((line) => !before.has(line));
  }

  const anotherIsNamed = (master: ClusterNode) =>
    scene.cluster.waitFor("the Sentinels name another master", async () =>
      Object.values(await scene.cluster.sentinelViews()).every((view) => view !== master.address),
    );

  const writesGoOn = async () => {
    const { cluster, applications } = scene;
    const count = applications.count("WAIT 1");
    await cluster.waitFor("writes that a replica has too", () => applications.count("WAIT 1") > count + 20);
  };

  test("SENTINEL FAILOVER by hand: what is acknowledged until the old master is turned is on the next one", async () => {
    const { cluster } = scene;
    const master = await cluster.master();
    await cluster.sentinels[0]!.ask("SENTINEL", "FAILOVER", cluster.context.masterName);
    await anotherIsNamed(master);
    await writesGoOn();
  });

  test("a replica that stands still while another one is promoted: what it has acknowledged meanwhile is kept", async () => {
    const { cluster, applications } = scene;
    const master = await cluster.master();
    const leader = cluster.sentinels[0]!;
    for (const node of replicasOf(master)) node.kill("script", "SIGSTOP");
    await leader.ask("SENTINEL", "FAILOVER", cluster.context.masterName);
    let promoted: ClusterNode | undefined;
    await cluster.waitFor("one is promoted", async () => {
      promoted = (await cluster.masters()).find((node) => node !== master);
      return Boolean(promoted);
    });
    leader.kill("server", "SIGSTOP");
    const other = replicasOf(master).find((node) => node !== promoted)!;
    const count = applications.count("WAIT 1");
    await cluster.waitFor("the other one acknowledges", () => applications.count("WAIT 1") > count + 20);
    other.kill("server", "SIGSTOP");
    leader.kill("server", "SIGCONT");
    await anotherIsNamed(master);
    promoted!.kill("script", "SIGCONT");
    await cluster.waitFor("one of the two takes writes, and the other one follows it", async () => {
      const nodes = [master, promoted!];
      const roles = await Promise.all(nodes.map((node) => node.info()));
      return roles.some((one, i) => one.role === "master" && roles[1 - i]!.master_link_status === "up");
    });
    other.kill("server", "SIGCONT");
    other.kill("script", "SIGCONT");
    await writesGoOn();
  });

  test("the master from all: it takes no writes before another one does", async () => {
    const { cluster } = scene;
    const master = await cluster.master();
    cluster.network.cut(names([master]), names(others(master)));
    await anotherIsNamed(master);
    await writesGoOn();
  });

  test("the master from all, and the next one is stopped at once: that one hands over only after it has opened", async () => {
    const { cluster } = scene;
    const master = await cluster.master();
    const told = ["opened", "hand-over", "plain-stop"].map((event) => events(event));
    cluster.network.cut(names([master]), names(others(master)));
    await anotherIsNamed(master);
    const next = (await cluster.masters()).find((node) => node !== master)!;
    await next.stop();
    cluster.network.heal();
    next.start();
    const [opened, handedOver, stopped] = told.map((lines) =>
      lines().filter((line) => line.includes(`=${next.name} `)),
    );
    expect(opened!.length + stopped!.length).toBeGreaterThan(0);
    if (opened!.length === 0) expect(handedOver).toEqual([]);
    await writesGoOn();
  });

  test("the master from the Sentinels: what its replicas acknowledge before it is replaced is on the next one", async () => {
    const { cluster } = scene;
    const master = await cluster.master();
    cluster.network.cut(names([master]), names(cluster.sentinels));
    await anotherIsNamed(master);
    await writesGoOn();
  });

  test("the master and a replica from the others: what they acknowledge to each other is kept", async () => {
    const { cluster } = scene;
    const master = await cluster.master();
    const replica = cluster.redis.find((node) => node !== master)!;
    const promoted = () =>
      cluster.masters().then((masters) => masters.some((node) => node !== master && node !== replica));
    cluster.network.cut(names([master, replica]), names(others(master, replica)));
    await cluster.waitFor("the Sentinels promote the other one", promoted);
    await writesGoOn();
  });

  test("Redis from the Sentinels: it goes on", async () => {
    const { cluster } = scene;
    const master = await cluster.master();
    const cutOff = events("cut-off");
    cluster.network.cut(names(cluster.redis), names(cluster.sentinels));
    const down = () => Promise.all(cluster.sentinels.map((node) => node.sentinelMaster(cluster.context.masterName)));
    await cluster.waitFor("they hold it for down", async () =>
      (await down()).every((view) => view?.flags?.includes("s_down")),
    );
    await writesGoOn();
    expect(cutOff()).toEqual([]);
    // A Sentinel that hears a replica before it hears the master may go on with its failover then.
    expect(await cluster.masters()).toEqual([master]);
  });

  test("replicas that stand still: their master does not step down when they wake", async () => {
    const { cluster } = scene;
    const master = await cluster.master();
    const stepped = events("step-down");
    const replicas = replicasOf(master);
    for (const node of replicas) node.kill("server", "SIGSTOP");
    await cluster.waitFor("the Sentinels hold them for down", async () =>
      (await replicaViews()).every(({ flags }) => flags?.includes("s_down")),
    );
    for (const node of replicas) node.kill("server", "SIGCONT");
    await writesGoOn();
    await cluster.waitHealthy();
    expect(stepped()).toEqual([]);
    expect(await cluster.master()).toBe(master);
  });

  test("replicas that start again, and do not follow yet: their master does not step down", async () => {
    const { cluster } = scene;
    const master = await cluster.master();
    const stepped = events("step-down");
    const replicas = replicasOf(master);
    for (const node of replicas) {
      node.write("run", { hold: "" });
      await node.end();
      node.start();
    }
    // A master of which all replicas are heard, but follow nobody, steps down after max-lag and two seconds at most.
    await cluster.waitFor("the Sentinels hear them", async () => (await replicaViews()).every(isHeard));
    const until = Date.now() + milliseconds(cluster.context.settings.master.maxLag) + 4_000;
    await cluster.waitFor("max-lag has passed", () => Date.now() >= until);
    expect((await replicaViews()).every(isHeard)).toBe(true);
    for (const node of replicas) node.remove("run", "hold");
    await writesGoOn();
    expect(stepped()).toEqual([]);
    expect(await cluster.master()).toBe(master);
  });

  test("the master from its replicas: it steps down, because the Sentinels hear them", async () => {
    const { cluster } = scene;
    const master = await cluster.master();
    const stepped = events("step-down");
    cluster.network.cut(names([master]), names(replicasOf(master)));
    await anotherIsNamed(master);
    expect(stepped()).toHaveLength(1);
    await writesGoOn();
  });

  test("through all of these, keys are read and written as of one copy", async () => {
    const { registers } = scene;
    await registers.stop();
    expect(registers.operations.length).toBeGreaterThan(500);
    expect(await judge(registers.operations)).toEqual([]);
  });
});
