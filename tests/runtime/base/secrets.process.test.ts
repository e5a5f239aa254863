import { createHash } from "node:crypto";
import type { Cluster } from "../../support/cluster";
import { closeClusters, createCluster, startCluster } from "../../support/cluster";
import { recordArguments } from "../../support/cluster/arguments";
import { ask } from "../../support/cluster/ask";

afterEach(closeClusters);

test("no password, nor its hash, is in an argument or in a log", async () => {
  const recorder = recordArguments();
  const cluster = await createCluster({ environment: recorder.environment });
  cluster.start();
  await cluster.waitHealthy();
  const passwords = [...Object.values(cluster.passwords), "another-password-of-app"];
  for (const node of cluster.nodes) node.mount({ app: "another-password-of-app" });
  await cluster.waitFor("all have the new password", () =>
    cluster.nodes.every((node) => node.events("configured").some((line) => line.includes("user=app "))),
  );
  cluster.home.kill("server");
  await cluster.waitFor(
    "another master",
    async () => (await cluster.problems()).length === 0 && (await cluster.master()) !== cluster.home,
  );

  const hashes = passwords.map((password) => createHash("sha256").update(password).digest("hex"));
  const seen = recorder.lines();
  for (const program of ["grep", "sed", "redis-cli", "redis-server"])
    expect(seen.some((line) => line.startsWith(`${program} `))).toBe(true);
  for (const secret of [...passwords, ...hashes]) {
    expect(seen.filter((line) => line.includes(secret))).toEqual([]);
    for (const node of cluster.nodes) expect(node.log()).not.toContain(secret);
  }
});

test("a line's end after a password, as many tools write one, is no part of it", async () => {
  const cluster = await createCluster();
  for (const node of [cluster.home, cluster.sentinels[0]!]) {
    for (const [user, password] of Object.entries(cluster.passwords))
      node.write("secrets", { [user]: `${password}\n` });
  }
  cluster.start();
  await cluster.waitHealthy();
});

test.each([
  ["a line's end alone", "\n"],
  ["an empty first line", "\nreal-password"],
  ["an empty first line of another system", "\r\nreal-password\r\n"],
  ["a byte order mark alone", "\uFEFF\n"],
])("a password file with %s lets nobody in", async (_, text) => {
  const cluster = await createCluster();
  for (const [node, user] of [
    [cluster.home, "app"],
    [cluster.node("replica-0"), "ops"],
    [cluster.sentinels[0]!, "sentinel"],
  ] as const) {
    node.write("secrets", { [user]: text });
    node.start();
    await cluster.waitFor("the script has ended", () => node.exits.length > 0);
    expect(node.exits[0]).toEqual({ code: 78, signal: null });
    expect(node.events("error")[0]).toContain(`the first line of the password file of user ${user} is empty`);
  }
});

test("a password file that was made empty while the server runs is left aside", async () => {
  const cluster = await startCluster();
  const { home } = cluster;
  for (const user of ["app", "ops"]) home.mount({ [user]: "\n" });
  await cluster.waitFor("it says so", () =>
    ["app", "ops"].every((user) => home.events("refused").some((line) => line.includes(`user=${user} `))),
  );
  for (const user of ["app", "ops"] as const) {
    await expect(logIn(cluster, user, "")).rejects.toThrow("WRONGPASS");
    expect(await logIn(cluster, user, cluster.passwords[user])).toBe("OK");
  }
});

test("a program that gets the whole file as its password may log in, as those that read its first line", async () => {
  const cluster = await createCluster();
  const files = { app: "\uFEFFpassword-of-app-01\r\n", exporter: "password-of-exporter-01\n" };
  for (const node of cluster.nodes) node.write("secrets", files);
  cluster.start();
  await cluster.waitHealthy();
  expect(await logIn(cluster, "app", "password-of-app-01")).toBe("OK");
  expect(await logIn(cluster, "app", files.app)).toBe("OK");
  expect(await logIn(cluster, "exporter", files.exporter)).toBe("OK");
  await expect(logIn(cluster, "app", "")).rejects.toThrow("WRONGPASS");
});

/** `OK`, on a connection that is logged in as user ops, because the client sends no empty password by itself. */
function logIn(cluster: Cluster, user: string, password: string): Promise<string> {
  const login = { port: cluster.home.port, user: "ops", password: cluster.passwords.ops, tls: {} };
  return ask(login, "AUTH", [user, password]);
}

test.each(["ops", "replication", "app"])("a missing password file of %s is said at once", async (user) => {
  const cluster = await createCluster();
  cluster.home.remove("secrets", user);
  cluster.home.start();
  await cluster.waitFor("the script has ended", () => cluster.home.exits.length > 0);
  expect(cluster.home.exits[0]).toEqual({ code: 78, signal: null });
  expect(cluster.home.events("error")[0]).toContain(`the password file of user ${user} is missing`);
});

test("a missing variable is said at once", async () => {
  const cluster = await createCluster({ environment: { DATA_DIR: "" } });
  cluster.home.start();
  await cluster.waitFor("the script has ended", () => cluster.home.exits.length > 0);
  expect(cluster.home.events("error")[0]).toContain("the environment variable DATA_DIR is missing");
});

test.each(["ops", "replication"])("a replica with another password of %s says so", async (user) => {
  const cluster = await startCluster();
  const node = cluster.node("replica-0");
  await node.stop();
  node.write("secrets", { [user]: "not-the-password-of-the-others" });
  node.start();
  await cluster.waitFor("it says so", () => node.events("refused").some((line) => line.includes(user)));
});

test("a Sentinel with another password of sentinel says so", async () => {
  const cluster = await startCluster();
  const node = cluster.node("sentinel-0");
  await node.stop();
  node.write("secrets", { sentinel: "not-the-password-of-the-others" });
  node.start();
  await cluster.waitFor("it says so", () => node.events("refused").some((line) => line.includes("user=sentinel")));
});

test("passwords with quotes and backslashes", async () => {
  const cluster = await startCluster({
    passwords: {
      replication: `a"b\\c'd $e#f-0123456789`,
      sentinel: `"\\" 'x'-0123456789`,
      ops: `o"p's\\-0123456789`,
    },
  });
  expect((await cluster.master()).name).toBe(cluster.home.name);
});
