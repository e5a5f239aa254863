import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyValues } from "../../../cli/failover/answer";
import { requestHandOver, settle, startUnderLoad } from "../../failure/scenario";
import type { Cluster, ClusterNode } from "../../support/cluster";
import { closeClusters, startCluster } from "../../support/cluster";
import { ask } from "../../support/cluster/ask";
import { serverInput } from "../../support/contexts";
import { testPassword } from "../../support/node-files";
import { serverBinary } from "../../support/servers";

const folder = mkdtempSync(join(tmpdir(), "redis-cache-live-"));
afterEach(closeClusters);
afterAll(() => rmSync(folder, { recursive: true }));

/** The real one, but that what comes by its standard input gets no answer while the node has a file `deaf`. */
const deafCli = join(folder, "redis-cli");
writeFileSync(
  deafCli,
  '#!/bin/sh\nif [ $# -eq 6 ] && [ -e "$RUN_DIR/deaf" ]; then exec sleep 60; fi\nexec redis-cli "$@"\n',
  { mode: 0o700 },
);

/** Changes a line of a file on all Redis nodes, as a new ConfigMap does. */
function change(cluster: Cluster, file: string, ...lines: [from: RegExp, to: string][]): void {
  for (const node of cluster.redis) {
    node.edit("config", file, (text) => lines.reduce((before, [from, to]) => before.replace(from, to), text));
  }
}

/** Undefined where the node gives no answer. */
async function valueOn(node: ClusterNode, name: string): Promise<string | undefined> {
  const answer = await node.ask<string[]>("CONFIG", "GET", name).catch(() => []);
  return answer[1];
}

async function inForce(cluster: Cluster, name: string, value: string): Promise<void> {
  await cluster.waitFor(`${name} ${value} everywhere`, async () => {
    const values = await Promise.all(cluster.redis.map((node) => valueOn(node, name)));
    return values.every((one) => one === value);
  });
}

const pids = (cluster: Cluster) => cluster.nodes.map((node) => node.serverPid());

test("what this version changes live is in force on every node, under load: no restart, no failover, no failed write", async () => {
  const scenario = await startUnderLoad();
  const { cluster, load } = scenario;
  const [servers, master] = [pids(cluster), await cluster.master()];
  change(
    cluster,
    "redis.conf",
    [/^maxmemory .*$/m, "maxmemory 64mb"],
    [/^maxmemory-policy .*$/m, "maxmemory-policy allkeys-lfu"],
    [/^save 900 1$/m, "save 900 1\nsave 300 10"],
    [/^(client-output-buffer-limit pubsub) .*$/m, "$1 16mb 4mb 30"],
  );
  await inForce(cluster, "maxmemory", String(64 * 1024 * 1024));
  await inForce(cluster, "maxmemory-policy", "allkeys-lfu");
  await inForce(cluster, "save", "900 1 300 10");
  expect(await valueOn(master, "client-output-buffer-limit")).toContain("pubsub 16777216 4194304 30");
  expect(await settle(scenario)).toBe(master);
  expect(pids(cluster)).toEqual(servers);
  expect(load.refused).toEqual({});
  const said = master.events("configured").map(keyValues);
  expect(said).toContainEqual(
    expect.objectContaining({ name: "maxmemory-policy", from: "allkeys-lru", to: "allkeys-lfu" }),
  );
});

test("a change that gets no answer is no refused one: it is in force once the server answers", async () => {
  const cluster = await startCluster({ environment: { REDIS_CLI: deafCli } });
  for (const node of cluster.redis) writeFileSync(node.path("run", "deaf"), "");
  const lines: [RegExp, string][] = [
    [/^maxclients .*$/m, "maxclients 500"],
    [/^min-replicas-max-lag .*$/m, "min-replicas-max-lag 7"],
  ];
  change(cluster, "redis.conf", ...lines);
  await cluster.waitFor("all say so", () => cluster.redis.every((node) => node.events("unanswered").length > 0));
  for (const node of cluster.redis) rmSync(node.path("run", "deaf"));
  await inForce(cluster, "maxclients", "500");
  await inForce(cluster, "min-replicas-max-lag", "7");
  for (const node of cluster.redis) expect(node.events("refused-configuration")).toEqual([]);
});

test("a value that the server refuses leaves the old one in force, and the others are taken", async () => {
  const cluster = await startCluster();
  const { home } = cluster;
  home.edit("config", "instance.env", withMetrics);
  const before = await valueOn(home, "maxmemory-policy");
  change(
    cluster,
    "redis.conf",
    [/^maxmemory-policy .*$/m, "maxmemory-policy sometimes"],
    [/^maxclients .*$/m, "maxclients 500"],
  );
  await inForce(cluster, "maxclients", "500");
  expect(await valueOn(home, "maxmemory-policy")).toBe(before);
  await cluster.waitFor("it is told", () => home.events("refused-configuration").length > 0);
  expect(home.events("refused-configuration").at(-1)).toContain("name=maxmemory-policy value='sometimes'");
  expect(readFileSync(home.path("run", "refused.conf"), "utf8")).toMatch(/^maxmemory-policy sometimes # ERR /);
  await cluster.waitFor("the exporter finds it", async () => (await asExporter(home, "refused")) === "1");

  change(cluster, "redis.conf", [/^maxclients .*$/m, "maxclients 600"]);
  await inForce(cluster, "maxclients", "600");
  await cluster.waitFor("it is told again", () => home.events("refused-configuration").length > 1);
  expect(readFileSync(home.path("run", "refused.conf"), "utf8")).toMatch(/^maxmemory-policy sometimes # ERR /);

  change(cluster, "redis.conf", [/^maxmemory-policy .*$/m, `maxmemory-policy ${before}`]);
  await cluster.waitFor("nothing is refused", () => !existsSync(home.path("run", "refused.conf")));
  expect(await cluster.problems()).toEqual([]);
});

test("what is read at a start only waits for one, and what the script sets by the role follows the role", async () => {
  const cluster = await startCluster();
  const { home } = cluster;
  const [replica] = cluster.redis.filter((node) => node !== home);
  for (const node of cluster.redis) {
    node.edit("config", "instance.env", (text) => text.replace(/^(RESTART_DIRECTIVES=.*)'$/m, "$1 databases'"));
  }
  change(cluster, "redis.conf", [/^maxclients .*$/m, "maxclients 400\ndatabases 4\nreplica-priority 50"]);
  await inForce(cluster, "maxclients", "400");
  expect(await valueOn(home, "databases")).toBe("16");
  expect(home.events("refused-configuration")).toEqual([]);
  await cluster.waitFor(
    "a replica has its priority",
    async () => (await valueOn(replica!, "replica-priority")) === "50",
  );
  expect(await valueOn(home, "replica-priority")).toBe("0");

  await replica!.stop();
  replica!.start();
  await cluster.waitFor("it has started with it", async () => (await valueOn(replica!, "databases")) === "4");
});

test("a node that was promoted since takes a change as any other", async () => {
  const scenario = await startUnderLoad();
  const { cluster } = scenario;
  expect(await requestHandOver(cluster, cluster.home)).toContain(" done ");
  change(cluster, "redis.conf", [/^maxclients .*$/m, "maxclients 300"]);
  await inForce(cluster, "maxclients", "300");
  await settle(scenario);
});

test("6.2 takes one directive at a time", async () => {
  const server = { engine: "redis", version: "6.2.5" } as const;
  const cluster = await startCluster({
    input: { server: serverInput(server), memory: { activeDefrag: false } },
    environment: { REDIS_SERVER: serverBinary(server) },
  });
  change(cluster, "redis.conf", [/^maxclients .*$/m, "maxclients 300"], [/^timeout .*$/m, "timeout 100"]);
  await inForce(cluster, "maxclients", "300");
  await inForce(cluster, "timeout", "100");
  expect(cluster.home.events("refused-configuration")).toEqual([]);
});

test("a larger maxmemory waits for the container that has room for it", async () => {
  const cluster = await startCluster({ environment: { CONTAINER_MEMORY: "1000" } });
  const before = await valueOn(cluster.home, "maxmemory");
  change(cluster, "redis.conf", [/^maxmemory .*$/m, "maxmemory 64mb"], [/^timeout .*$/m, "timeout 100"]);
  await inForce(cluster, "timeout", "100");
  expect(await valueOn(cluster.home, "maxmemory")).toBe(before);
});

test("a smaller container takes in the data only when the master has made room", async () => {
  const cluster = await startCluster({ environment: { CONTAINER_MEMORY: String(2 ** 30) } });
  const [home, replica] = [cluster.home, cluster.node("replica-0")];
  change(cluster, "redis.conf", [/^maxmemory .*$/m, "maxmemory 64mb"]);
  await inForce(cluster, "maxmemory", String(64 * 2 ** 20));
  for (let i = 0; i < 20; i++) await home.askAs("app", "SET", `key-${i}`, "x".repeat(2 ** 20));

  await replica.stop();
  replica.edit("config", "redis.conf", (text) => text.replace(/^maxmemory .*$/m, "maxmemory 8mb"));
  replica.start();
  await cluster.waitFor("it waits", () => replica.log().includes("waiting until it has made room"));
  expect((await replica.info()).master_link_status).not.toBe("up");

  home.edit("config", "redis.conf", (text) => text.replace(/^maxmemory .*$/m, "maxmemory 8mb"));
  await cluster.waitHealthy();
  expect(Number((await replica.info("memory")).used_memory)).toBeLessThan(16 * 2 ** 20);
});

test("users that change, come and go: no connection of the others is closed", async () => {
  const scenario = await startUnderLoad();
  const { cluster, load } = scenario;
  const { home } = cluster;
  const [servers, connections] = [pids(cluster), load.connections];
  const guest = "user guest on #<guest> resetkeys resetchannels -@all +ping";
  change(cluster, "users.acl.tmpl", [/^(user app .*)$/m, `$1 -flushdb\n${guest}`]);
  for (const node of cluster.redis) node.write("secrets", { guest: "password-of-guest" });
  await cluster.waitFor("the guest is let in", async () => (await asGuest(home, "PING")) === "PONG");
  expect(await asGuest(home, "GET", "key")).toContain("NOPERM");
  await expect(home.askAs("app", "FLUSHDB")).rejects.toThrow("NOPERM");

  change(cluster, "users.acl.tmpl", [/^user guest .*\n/m, ""]);
  await cluster.waitFor("it is not any more", async () => (await asGuest(home, "PING")) === closed);
  await settle(scenario);
  expect(pids(cluster)).toEqual(servers);
  expect([load.refused, load.connections]).toEqual([{}, connections]);
  for (const node of cluster.redis) expect(node.log()).not.toMatch(/[0-9a-f]{64}/);
});

test("a user whose password is not there yet waits for it", async () => {
  const cluster = await startCluster();
  const { home } = cluster;
  change(cluster, "users.acl.tmpl", [/$/, "user guest on #<guest> resetkeys resetchannels -@all +ping\n"]);
  change(cluster, "redis.conf", [/^maxclients .*$/m, "maxclients 300"]);
  await inForce(cluster, "maxclients", "300");
  expect(await asGuest(home, "PING")).toBe(closed);
  home.write("secrets", { guest: "password-of-guest" });
  await cluster.waitFor("the guest is let in", async () => (await asGuest(home, "PING")) === "PONG");
});

/** As on Kubernetes, where an exporter reads them. */
const withMetrics = (text: string) => text.replace(/^METRICS=.*$/m, "METRICS='yes'");

function asExporter({ port, tls }: ClusterNode, note: string): Promise<string> {
  const login = { port, user: "exporter", password: testPassword("exporter"), tls };
  return ask<string>(login, "GET", [`redis-cache:node:${note}`]);
}

/** What the client says when it is not let in. */
const closed = "Connection is closed.";

/** The answer, or the error. */
function asGuest({ port, tls }: ClusterNode, command: string, ...args: string[]): Promise<string> {
  const login = { port, user: "guest", password: "password-of-guest", tls };
  return ask<string>(login, command, args).catch((error: Error) => error.message);
}
