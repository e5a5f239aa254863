import { readdirSync } from "node:fs";
import { createHash } from "node:crypto";
import { closeClusters, createCluster, startCluster } from "../../support/cluster";
import { commandLine } from "../../support/cluster/processes";

jest.setTimeout(90_000);

afterEach(closeClusters);

function allCommandLines(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => commandLine(Number(pid)));
}

test("no password, nor its hash, is in an argument or in a log", async () => {
  const cluster = await createCluster();
  const passwords = Object.values(cluster.passwords);
  const hashes = passwords.map((password) => createHash("sha256").update(password).digest("hex"));
  const secrets = [...passwords, ...hashes];
  const found = new Set<string>();
  const seen = new Set<string>();
  const look = () => {
    for (const line of allCommandLines()) {
      if (line.includes(cluster.folder) || line.includes("redis-cli")) seen.add(line);
      if (secrets.some((secret) => line.includes(secret))) found.add(line);
    }
  };

  cluster.start();
  await cluster.waitFor("healthy, looked at all the time", async () => {
    look();
    return (await cluster.problems()).length === 0;
  });
  cluster.home.kill("server");
  await cluster.waitFor("another master, looked at all the time", async () => {
    look();
    return (await cluster.problems()).length === 0 && (await cluster.master()) !== cluster.home;
  });

  expect(seen.size).toBeGreaterThan(10);
  expect([...found]).toEqual([]);
  for (const node of cluster.nodes) {
    for (const secret of secrets) expect(node.log()).not.toContain(secret);
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

test.each(["ops", "replication", "app"])("a missing password file of %s is said at once", async (user) => {
  const cluster = await createCluster();
  cluster.home.remove("secrets", user);
  cluster.home.start();
  await cluster.waitFor("the script has ended", () => cluster.home.exits.length > 0, 5_000);
  expect(cluster.home.exits[0]).toEqual({ code: 78, signal: null });
  expect(cluster.home.events("error")[0]).toContain(`the password file of user ${user} is missing`);
});

test("a missing variable is said at once", async () => {
  const cluster = await createCluster({ environment: { DATA_DIR: "" } });
  cluster.home.start();
  await cluster.waitFor("the script has ended", () => cluster.home.exits.length > 0, 5_000);
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
