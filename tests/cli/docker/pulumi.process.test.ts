import { once } from "node:events";
import { createServer } from "node:net";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pWaitFor from "p-wait-for";
import { settingsOfTest } from "../../support/docker/compose-project";
import { serverVersion } from "../../support/docker/deployment";
import { DockerStack } from "../../support/docker/docker-stack";
import { Engine } from "../../support/docker/engine";
import type { InstanceInput } from "../../../configs";

let engine: Engine;
let stack: DockerStack;
let settings: InstanceInput;

beforeAll(async () => {
  engine = await Engine.start();
  const version = serverVersion();
  engine.makeImage(`docker.io/library/redis:${version}`, ["redis-server", "redis-sentinel", "redis-cli"]);
  engine.makeImage("docker.io/library/haproxy:2.6", ["haproxy"]);
  stack = await DockerStack.create(engine);
  settings = { ...(await settingsOfTest(version)), storage: { keep: false } };
  await stack.write(settings, { commit: true });
});

afterAll(async () => {
  await stack?.tryTool("down", "--yes");
  await engine?.stop();
  stack?.remove();
});

/** When each node's container was started. */
async function starts(): Promise<Record<string, string>> {
  const ids = (await engine.docker("ps", "-aq", "--filter", "label=redis-cache.node")).split("\n");
  const shown = await engine.docker(
    "inspect",
    "-f",
    '{{index .Config.Labels "redis-cache.node"}} {{.State.StartedAt}}',
    ...ids,
  );
  return Object.fromEntries(shown.split("\n").map((line) => line.split(" ") as [string, string]));
}

const nodes = [
  ...["cache-master-0", "cache-proxy", "cache-replica-0", "cache-replica-1"],
  ...["cache-sentinel-0", "cache-sentinel-1", "cache-sentinel-2"],
];

test("a port that another program has is refused before anything is made", async () => {
  const server = createServer().listen(settings.network!.port, "127.0.0.1");
  await once(server, "listening");
  const { exitCode, output } = await stack.tryTool("up", "--yes");
  server.close();
  expect(exitCode).toBe(1);
  expect(output).toMatch(new RegExp(`cache-master-0: port = ${settings.network!.port} is used by`));
  expect(await engine.docker("ps", "-aq")).toBe("");
});

test("data of another stack are not taken up where they would be removed in the end", async () => {
  await engine.docker("volume", "create", "redis-cache-master-0");
  const { exitCode, output } = await stack.tryTool("up", "--yes");
  expect(exitCode).toBe(1);
  expect(output).toMatch(/data of another stack[^]*redis-cache-master-0[^]*storage.keep: true/);
  await engine.docker("volume", "rm", "redis-cache-master-0");
});

test("what a killed up has left half made is removed, and made again", async () => {
  const up = stack.startTool("up", "--yes");
  const isMaking = async () => (await engine.docker("ps", "-q", "--filter", "name=redis-cache-replica-0")) !== "";
  await pWaitFor(isMaking, { interval: 100, timeout: 120_000 });
  up.kill("SIGKILL");
  await up.outcome;
  expect(await stack.tool("up", "--yes")).toMatch(/Smoke test/);
  await stack.tool("down", "--yes");
});

test("up makes containers that pass the smoke test, and nothing again when nothing has changed", async () => {
  const first = await stack.tool("up", "--yes");
  expect(first).toMatch(/Smoke test/);
  expect(first).toMatch(/Changes: \d+ create/);
  expect(first).toContain("natMap");
  expect(Object.keys(await starts()).sort()).toEqual(nodes);
  expect(await stack.tool("status", "--wait")).toContain("healthy");

  const before = await starts();
  expect(await stack.tool("up", "--yes")).toContain("No changes.");
  expect(await starts()).toEqual(before);
});

test("no password is in the state as it stands, and the files of passwords are closed to others", () => {
  const folder = join(stack.directory, ".redis-cache/docker");
  const secrets = join(folder, "nodes/secrets/cache/nodes");
  const passwords = readdirSync(secrets).map((name) => readFileSync(join(secrets, name), "utf8"));
  expect(passwords.length).toBeGreaterThan(5);
  const state = readFileSync(join(folder, "state/.pulumi/stacks/redis-cache/docker.json"), "utf8");
  expect(passwords.filter((password) => state.includes(password))).toEqual([]);
});

test("a change that running servers take makes no container anew, as its review says", async () => {
  await stack.write({ ...settings, memory: { ...settings.memory, policy: "allkeys-lfu" } });
  const { output, exitCode } = await stack.tryTool("review");
  expect(output).toMatch(/CONFIG SET maxmemory-policy allkeys-lfu/);
  expect(exitCode).toBe(0);
  const before = await starts();
  await stack.tool("up", "--yes");
  await stack.tool("status", "--wait");
  expect(await stack.tool("smoke")).toContain("smoke test passed");
  expect(await starts()).toEqual(before);
});

test("a change that needs a start makes Redis anew, one after the other, under writers that lose nothing", async () => {
  await stack.write({ ...settings, memory: { ...settings.memory, limit: "320Mi" } }, { commit: false });
  const { output, exitCode } = await stack.tryTool("review");
  expect(output).toMatch(/the replicas restart, one after the other/);
  expect(output).toMatch(/the master hands over to a replica, then its node restarts/);
  expect(exitCode).toBe(10);
  const before = await starts();
  const loads = (["sentinels", "proxy"] as const).map((way) => stack.startTool("load", "--through", way));
  await Promise.all(loads.map((load) => load.prints("1 s  ")));
  await stack.tool("up", "--yes");
  for (const load of loads) load.kill("SIGINT");
  for (const { outcome } of loads) expect((await outcome).output).toContain("no write lost that WAIT 1 acknowledged");
  const after = await starts();
  const anew = nodes.filter((node) => after[node] !== before[node]);
  expect(anew).toEqual(["cache-master-0", "cache-replica-0", "cache-replica-1"]);
  const order = [...anew].sort((one, other) => (after[one]! < after[other]! ? -1 : 1));
  expect(order).toEqual(["cache-replica-0", "cache-replica-1", "cache-master-0"]);
});

test("a container that somebody has removed is made again, and one that was stopped is started", async () => {
  await engine.docker("rm", "-f", "redis-cache-replica-1");
  await engine.docker("stop", "redis-cache-sentinel-2");
  expect(await stack.tool("up", "--yes")).toMatch(/Changes: .*create/);
  expect(await stack.tool("status", "--wait")).toContain("healthy");
});

test("the role moves on request, and no client through the proxy sees an error", async () => {
  const report = JSON.parse(await stack.tool("failover", "--yes", "--json")) as unknown;
  expect(report).toMatchObject({ answer: { outcome: "done" }, client: { lost: 0 }, problems: [] });
  expect(report).toMatchObject({ proxyClient: { lost: 0, refused: {} } });
  expect(await stack.tool("env", "--client")).toMatch(/REDIS_PROXY_URL=/);
});

test("a password is rotated in three steps, and containers go on", async () => {
  await stack.tool("status", "--wait");
  const before = await starts();
  for (const _ of ["accepted", "used", "the old one removed"]) {
    await stack.tool("secrets", "rotate", "--user", "replication");
    await stack.tool("up", "--yes");
  }
  expect(await stack.tool("status", "--wait")).toContain("healthy");
  expect(await starts()).toEqual(before);
});

test("down leaves nothing", async () => {
  await stack.tool("down", "--yes");
  const left = await Promise.all([
    engine.docker("ps", "-aq"),
    engine.docker("network", "ls", "-q", "--filter", "type=custom"),
    engine.docker("volume", "ls", "-q"),
  ]);
  expect(left).toEqual(["", "", ""]);
  expect(existsSync(join(stack.directory, ".redis-cache"))).toBe(false);
});
