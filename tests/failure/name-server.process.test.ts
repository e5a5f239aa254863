import { closeClusters } from "../support/cluster";
import { commandLine, killAll, processesOfGroup } from "../support/cluster/processes";
import { testsNames } from "../support/cluster/host-names";
import { type Mood, NameServer, ownAddress as host } from "../support/name-server";
import { hang, type Scenario, settle, startUnderLoad } from "./scenario";

const describeWithNames = testsNames() ? describe : describe.skip;

/** All of it happens while no name is resolved: it would not end before that is over (issue 28). */
describeWithNames.each<[string, Mood | "gone"]>([
  ["is silent", "silent"],
  ["is gone", "gone"],
  ["knows no name", "knows no name"],
])("the name server %s", (_, mood) => {
  let scenario: Scenario;
  let names: NameServer;

  beforeAll(async () => {
    names = await NameServer.open({ host, port: 53 });
    scenario = await startUnderLoad({ nameServer: host, newPods: true });
    if (mood === "gone") await names.close();
    else names.mood = mood;
  });
  beforeEach(() => scenario.cluster.waitHealthy());
  afterAll(async () => {
    await closeClusters();
    await names.close();
  });

  /** A client may give up, after so many tries; no node answers with an error. */
  function expectNoneRefused() {
    const answers = Object.keys(scenario.load.refused).filter((words) => !words.startsWith("Reached the max"));
    expect(answers).toEqual([]);
  }

  test("the master's server is killed: another one takes its place", async () => {
    const master = await scenario.cluster.master();
    master.kill("server");
    expect(await settle(scenario)).not.toBe(master);
    expectNoneRefused();
  });

  test("the master is stopped, and its pod comes back", async () => {
    const master = await scenario.cluster.master();
    await master.stop();
    master.start();
    expect(await settle(scenario)).not.toBe(master);
    expectNoneRefused();
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

  test("what follows the name server ends: it is started again", async () => {
    const { cluster } = scenario;
    const followers = () =>
      processesOfGroup(cluster.home.scriptPid!).filter((pid) => commandLine(pid).includes("/follow-hosts.sh "));
    const before = followers();
    killAll(before);
    await cluster.waitFor(
      "another one",
      () => followers().length > 0 && !before.some((pid) => followers().includes(pid)),
    );
  });

  test("all pods are made anew", async () => {
    const { cluster } = scenario;
    await Promise.all(cluster.nodes.map((node) => node.stop()));
    cluster.start();
    await settle(scenario);
  });

  test("it was asked for names of the instance alone: a closed node's server waits for none", () => {
    const all = scenario.cluster.nodes.map((node) => node.address.split(":")[0]!);
    expect([...new Set(names.asked)].sort()).toEqual(all.sort());
  });
});
