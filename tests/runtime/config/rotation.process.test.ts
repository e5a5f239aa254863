import { rmSync } from "node:fs";
import { checksumOf } from "../../../configs/render/checksum";
import { requestHandOver, settle, startUnderLoad, writesGoOn } from "../../failure/scenario";
import type { Cluster, ClusterNode } from "../../support/cluster";
import { closeClusters, startCluster } from "../../support/cluster";
import { ask } from "../../support/cluster/ask";

afterEach(closeClusters);

function mount(nodes: readonly ClusterNode[], files: Record<string, string>): void {
  for (const node of nodes) node.mount(files);
}

function unmount(nodes: readonly ClusterNode[], ...names: string[]): void {
  for (const node of nodes) for (const name of names) rmSync(node.path("secrets", name));
}

/** The passwords that a server knows of a user, the first one first. */
async function known(node: ClusterNode, user: string, ops: string): Promise<string[]> {
  const login = { port: node.port, user: "ops", password: ops, tls: node.tls };
  const answer = await ask<unknown[] | null>(login, "ACL", ["GETUSER", user]).catch(() => null);
  return answer ? (answer[answer.indexOf("passwords") + 1] as string[]) : [];
}

async function knownEverywhere(cluster: Cluster, user: string, passwords: string[], ops = cluster.passwords.ops) {
  const nodes = user === "replication" ? cluster.redis : cluster.nodes;
  const wanted = passwords.map(checksumOf).join();
  await cluster.waitFor(`user ${user} has ${passwords.length} passwords everywhere`, async () => {
    const all = await Promise.all(nodes.map((node) => known(node, user, ops)));
    return all.every((hashes) => hashes.join() === wanted);
  });
}

const servers = (cluster: Cluster) => cluster.nodes.map((node) => node.serverPid());

test.each(["replication", "sentinel", "ops"] as const)(
  "the password of user %s changes under load: no restart, no connection closed, no failed write",
  async (user) => {
    const scenario = await startUnderLoad();
    const { cluster, load } = scenario;
    const before = [servers(cluster), load.connections];
    const [old, fresh] = [cluster.passwords[user], `new-password-of-${user}`];
    const ops = user === "ops" ? fresh : cluster.passwords.ops;

    mount(cluster.nodes, { [`${user}.other`]: fresh });
    await knownEverywhere(cluster, user, [old, fresh]);
    mount(cluster.nodes, { [`${user}.other`]: old, [user]: fresh });
    await knownEverywhere(cluster, user, [fresh, old], ops);
    unmount(cluster.nodes, `${user}.other`);
    await knownEverywhere(cluster, user, [fresh], ops);
    await writesGoOn(scenario);
    expect([servers(cluster), load.connections]).toEqual(before);

    // Replicas log in to another master, Sentinels to a server that has started again, scripts to all.
    expect(await requestHandOver(cluster, cluster.home)).toContain(" done ");
    // The test itself looks by the old password of user ops.
    if (user !== "ops") {
      cluster.node("replica-1").kill("server");
      await settle(scenario);
    }
    expect(load.refused).toEqual({});
    for (const node of cluster.nodes) expect(node.log()).not.toMatch(new RegExp(`[0-9a-f]{64}|${fresh}`));
  },
);

test("applications change over to the other name of their user, and the old one goes", async () => {
  const scenario = await startUnderLoad();
  const { cluster, load } = scenario;
  const before = [servers(cluster), load.connections];
  const asOther = ({ port, tls }: ClusterNode, ...command: [string, ...string[]]) =>
    ask<string>({ port, user: "app-b", password: "password-of-app-b", tls }, command[0], command.slice(1));

  mount(cluster.nodes, { "app-b": "password-of-app-b" });
  await knownEverywhere(cluster, "app-b", ["password-of-app-b"]);
  expect(await asOther(cluster.home, "SET", "key", "value")).toBe("OK");
  await expect(asOther(cluster.home, "FLUSHALL")).rejects.toThrow("NOPERM");
  expect(
    await asOther(cluster.sentinels[0]!, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", cluster.context.masterName),
  ).toEqual(expect.any(Array));
  await writesGoOn(scenario);
  expect([servers(cluster), load.connections]).toEqual(before);

  for (const node of cluster.nodes) {
    node.edit("config", "instance.env", (text) => text.replace(/^OPTIONAL_USERS=.*$/m, "OPTIONAL_USERS=app"));
  }
  unmount(cluster.nodes, "app");
  await knownEverywhere(cluster, "app", []);
  expect(await asOther(cluster.home, "GET", "key")).toBe("value");
  expect(load.connections).toBeGreaterThan(0);
});

test("a script whose own password is changed at once tells its server the new one", async () => {
  const cluster = await startCluster();
  mount(cluster.nodes, { ops: "another-password-of-ops" });
  await knownEverywhere(cluster, "ops", ["another-password-of-ops"], "another-password-of-ops");
  expect(await requestHandOver(cluster, cluster.home)).toContain(" done ");
});
