import { rmSync } from "node:fs";
import { renderInstance } from "../../../configs/render";
import type { InstanceInput } from "../../../configs";
import { parseInstance } from "../../../configs";
import { startUnderLoad, writesGoOn } from "../../failure/scenario";
import type { Cluster, ClusterNode } from "../../support/cluster";
import { closeClusters, createCluster } from "../../support/cluster";
import { ask } from "../../support/cluster/ask";

afterEach(closeClusters);

type Users = NonNullable<InstanceInput["users"]>;

const password = "password-of-reports";

/** Mounts what other settings render, as a deployment does. */
function deploy(cluster: Cluster, users: Users): void {
  const { name, namespace, platform } = cluster.context;
  const { server } = cluster.context.settings;
  const { users: parsed } = parseInstance({ server, users }, { name, namespace, platform });
  const { redis, sentinel } = renderInstance({
    ...cluster.context,
    settings: { ...cluster.context.settings, users: parsed },
  });
  const files = (all: Record<string, string>) => ({
    "instance.env": all["instance.env"]!,
    "users.acl.tmpl": all["users.acl.tmpl"]!,
  });
  for (const node of cluster.redis) node.write("config", files(redis));
  for (const node of cluster.sentinels) node.write("config", files(sentinel));
}

const as = (node: ClusterNode, command: string, user = "reports"): Promise<unknown> => {
  const [name = "", ...words] = command.split(" ");
  return ask({ port: node.port, user, password, tls: node.tls }, name, words).catch((error: Error) => error.message);
};

/** Whether each node's server has, or has not, the user. */
async function known(cluster: Cluster, user: string, isKnown: boolean): Promise<void> {
  await cluster.waitFor(`user ${user} is ${isKnown ? "" : "not "}known everywhere`, async () => {
    const answers = await Promise.all(cluster.nodes.map((node) => node.ask<unknown>("ACL", "GETUSER", user)));
    return answers.every((answer) => (answer !== null) === isKnown);
  });
}

async function everywhere(cluster: Cluster, command: string, answer: RegExp, nodes = cluster.redis): Promise<void> {
  await cluster.waitFor(`${command} is answered ${answer}`, async () => {
    const answers = await Promise.all(nodes.map((node) => as(node, command)));
    return answers.every((one) => answer.test(JSON.stringify(one)));
  });
}

test("a user comes, is given other rights, and goes, under load: no restart, and no connection is closed but its own", async () => {
  const scenario = await startUnderLoad();
  const { cluster, load } = scenario;
  const before = [cluster.nodes.map((node) => node.serverPid()), load.connections];

  for (const node of cluster.nodes) node.mount({ reports: password });
  deploy(cluster, { reports: { keys: ["orders:*"], readOnly: true } });
  await everywhere(cluster, "GET orders:1", /^null$/);
  await everywhere(cluster, "SENTINEL masters", /ip/, cluster.sentinels);
  expect(await as(cluster.home, "SET orders:1 x")).toMatch(/NOPERM/);
  expect(await as(cluster.home, "PUBLISH __sentinel__:hello x")).toMatch(/NOPERM/);

  deploy(cluster, { reports: { keys: ["orders:*"], grants: ["keys"] }, app: { grants: ["flushdb"] } });
  await everywhere(cluster, "KEYS orders:none", /^\[\]$/);
  expect(await as(cluster.home, "SET orders:1 x")).toBe("OK");
  await cluster.waitFor("app may FLUSHDB", async () => {
    const answer = await cluster.home.askAs("app", "FLUSHDB").catch((error: Error) => error.message);
    return answer === "OK";
  });
  // What the load has written before is gone with it.
  await writesGoOn(scenario);

  deploy(cluster, { reports: { keys: ["orders:*"], commands: ["+get"] } });
  await everywhere(cluster, "STRLEN orders:1", /NOPERM/);

  deploy(cluster, {});
  await known(cluster, "reports", false);
  await writesGoOn(scenario);
  expect([cluster.nodes.map((node) => node.serverPid()), load.connections]).toEqual(before);
  expect(load.refused).toEqual({});
});

test("a user whose password nobody has mounted is left out, and stops no node from starting", async () => {
  const cluster = await createCluster({ input: { users: { reports: {} } } });
  for (const node of cluster.nodes) rmSync(node.path("secrets", "reports"), { force: true });
  cluster.start();
  await cluster.waitHealthy();
  for (const node of cluster.nodes) {
    expect(node.events("refused").some((line) => line.includes("user=reports"))).toBe(true);
  }
  await known(cluster, "reports", false);

  for (const node of cluster.nodes) node.mount({ reports: password });
  await everywhere(cluster, "PING", /PONG/, cluster.nodes);
});

test("a user changes over to its second name, and the first one goes", async () => {
  const cluster = await createCluster({ input: { users: { reports: {} } } });
  for (const node of cluster.nodes) node.write("secrets", { reports: password });
  cluster.start();
  await cluster.waitHealthy();
  await everywhere(cluster, "PING", /PONG/, cluster.nodes);

  for (const node of cluster.nodes) node.mount({ "reports-b": password });
  await cluster.waitFor("both names count", async () => {
    const answers = await Promise.all(cluster.nodes.map((node) => as(node, "PING", "reports-b")));
    return answers.every((answer) => answer === "PONG");
  });
  deploy(cluster, { reports: { login: "reports-b" } });
  for (const node of cluster.nodes) rmSync(node.path("secrets", "reports"));
  await known(cluster, "reports", false);
  for (const node of cluster.nodes) expect(await as(node, "PING", "reports-b")).toBe("PONG");
});
