import { closeClusters } from "../support/cluster";
import { testsNames } from "../support/cluster/host-names";
import { type Mood, NameServer } from "../support/name-server";
import { hang, type Scenario, settle, startUnderLoad } from "./scenario";

const describeWithNames = testsNames() ? describe : describe.skip;

const where = { host: `127.53.${process.pid % 250}.1`, port: 53 };

/** All of it happens while no name is resolved: it would not end before that is over (issue 28). */
describeWithNames.each<[string, Mood | "gone"]>([
  ["is silent", "silent"],
  ["is gone", "gone"],
  ["knows no name", "knows no name"],
])("the name server %s", (_, mood) => {
  let scenario: Scenario;
  let names: NameServer | undefined;

  beforeAll(async () => {
    names = await NameServer.open(where);
    scenario = await startUnderLoad({ nameServer: where.host, newPods: true });
    if (mood !== "gone") names.mood = mood;
    else await names.close().then(() => (names = undefined));
  });
  beforeEach(() => scenario.cluster.waitHealthy());
  afterAll(async () => {
    await closeClusters();
    await names?.close();
  });

  test("the master's server is killed: another one takes its place", async () => {
    const master = await scenario.cluster.master();
    master.kill("server");
    expect(await settle(scenario)).not.toBe(master);
  });

  test("the master is stopped, and its pod comes back", async () => {
    const master = await scenario.cluster.master();
    await master.stop();
    master.start();
    expect(await settle(scenario)).not.toBe(master);
  });

  test("the master hangs: it is replaced", async () => {
    const master = await scenario.cluster.master();
    const wake = hang(master);
    await scenario.cluster.waitFor("another master", async () =>
      (await scenario.cluster.masters()).some((node) => node !== master),
    );
    wake();
    await settle(scenario);
  });

  test("all pods are made anew", async () => {
    const { cluster } = scenario;
    await Promise.all(cluster.nodes.map((node) => node.stop()));
    cluster.start();
    await settle(scenario);
  });

  test("it was asked for names of the instance alone: a closed node's server waits for none", () => {
    const all = scenario.cluster.nodes.map((node) => node.address.split(":")[0]!);
    expect((names?.asked ?? []).filter((name) => !all.includes(name))).toEqual([]);
  });
});
