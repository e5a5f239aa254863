import type { ClusterNode } from "../support/cluster";
import { testsNames } from "../support/cluster/host-names";
import { requestHandOver, settle } from "./scenario";
import { shareScenario } from "./shared-scenario";

const describeWithNames = testsNames() ? describe : describe.skip;

describeWithNames("a Sentinel cannot resolve a name", () => {
  const shared = shareScenario({ names: true });

  test("that of the master when it starts: it knows it once it can", async () => {
    const scenario = shared();
    const { cluster } = scenario;
    const sentinel = cluster.node("sentinel-1");
    const master = await cluster.master();
    await sentinel.stop();
    const putBack = forgetName(sentinel, master);
    sentinel.start();
    await cluster.waitFor("it answers", async () => Boolean(await sentinel.sentinelMaster(cluster.context.masterName)));
    putBack();
    expect(await settle(scenario)).toBe(master);
  });

  // It keeps the epoch without the address; the new master tells it again with a newer one (high-availability rule
  // 2.7).
  test("that of the new master at the moment of the switch: all three are right afterwards", async () => {
    const scenario = shared();
    const { cluster, load } = scenario;
    const sentinel = cluster.node("sentinel-2");
    const target = cluster.node("replica-0");
    const putBack = forgetName(sentinel, target);
    const answer = await requestHandOver(cluster, cluster.home, target.name);
    const named = await sentinel.namedMaster(cluster.context.masterName);
    putBack();
    expect(answer).toContain(" done ");
    expect(named).toBe(cluster.home.address);
    expect(await settle(scenario)).toBe(target);
    expect(load.refused).toEqual({});
  });
});

describeWithNames("the master's node is replaced", () => {
  const shared = shareScenario({ names: true });

  test("and reaches nobody in its first moments: it hands over before it starts its server", async () => {
    const scenario = shared();
    const { cluster } = scenario;
    const master = await cluster.master();
    for (const part of ["script", "server"] as const) master.kill(part);
    const others = cluster.nodes.filter((node) => node !== master);
    const putBack = others.map((node) => forgetName(master, node)).reverse();
    const starts = master.events("start").length;
    master.start();
    await cluster.waitFor("its script runs", () => master.events("start").length > starts);
    for (const back of putBack) back();
    expect(await settle(scenario)).not.toBe(master);
    expect(master.events("again")).toEqual([]);
    expect(master.events("hand-over").at(-1)).toContain(" cause=start ");
  });
});

/** Takes a node's name out of another one's file of names; returns what puts it back. */
function forgetName(node: ClusterNode, { address }: ClusterNode): () => void {
  const [host] = address.split(":");
  let before = "";
  node.edit("config", "hosts", (text) => {
    before = text;
    return text.replace(`127.0.0.1 ${host}\n`, "");
  });
  return () => node.write("config", { hosts: before });
}
