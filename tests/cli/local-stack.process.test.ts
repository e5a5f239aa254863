import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pWaitFor from "p-wait-for";
import { commandLineOf, processesIn, startTimeOf } from "../../providers/local/processes";
import type { InstanceView } from "../../cli/health/observe";
import { killAll } from "../support/cluster/processes";
import { followPage } from "../cache-client/support/pages-on-stack";
import { shareProjectCopy } from "../support/project-copy";

/** Limit of a command that deploys, on a machine that does other things as well. */
const commandLimit = 600_000;

const project = shareProjectCopy();

it("says that nothing is deployed", async () => {
  const status = await project().tool("status");
  expect(status.exitCode).toBe(1);
  expect(status.output).toContain("not deployed");
  expect((await tool("down")).output).toContain("was not deployed");
});

describe("deployed", () => {
  let shown: string;
  beforeAll(async () => {
    shown = (await tool("up")).output;
  });
  afterAll(async () => {
    expect((await tool("down")).output).not.toContain("pulumi stack rm");
    await expectNothingLeft();
  });

  it(
    "is tested, and says how to connect; the clone stays as it was",
    async () => {
      expect(shown).toContain("Changes: ");
      expect(shown).toContain("REDISCLI_AUTH");
      expect(shown).not.toContain(passwordOf("app"));
      expect((await project().shell("git diff --stat && git ls-files --others --exclude-standard")).output).toBe("");
      expect((await tool("status")).output).toContain("healthy");
      expect((await tool("up")).output).toContain("No changes.");
      expect((await tool("smoke")).output).toContain("smoke test passed");
      await expectConnections(shown);
      await expectClientsRemembered();
      await expectPlainPulumi();
      await expectOtherStackApart();
      await expectSettingsAwaited();
      await expectReviewOfPreview();
    },
    2 * commandLimit,
  );

  it.each(["clients/node/README.md", "clients/python/README.md"])(
    "serves an application made by %s",
    async (page) => {
      const programs = await followPage(page, project().directory);
      expect(programs.length).toBeGreaterThan(0);
      for (const { printed, shown } of programs) {
        if (shown) expect(printed).toBe(shown);
        else expect(printed).toMatch(/'name': 'lamp'/);
      }
    },
    2 * commandLimit,
  );

  it("says what a hand-over would do, and does nothing; refuses a target that is none, with the fix", async () => {
    expect((await tool("failover", "--dry-run")).output).toContain("cache-master-0 would hand over to cache-replica-0");
    expect(await healthyMaster()).toBe("cache-master-0");
    const { exitCode, output } = await project().tool("failover", "--to", "cache-master-0");
    expect(exitCode).toBe(1);
    expect(output).toMatch(/--to = cache-master-0: it is the master already\.\s+Fix: choose one of cache-replica-0/);
    expect(output).not.toContain("    at ");
  });

  it("hands over, and tells what a client saw", async () => {
    const { output } = await tool("failover", "--to", "cache-replica-1", "--yes");
    expect(output).toContain("cache-master-0 has handed over to cache-replica-1");
    expect(output).toMatch(/longest pause \d+ ms, no write lost that WAIT 1 acknowledged/);
    expect(await healthyMaster()).toBe("cache-replica-1");

    const back = JSON.parse((await tool("failover", "--json")).output) as { answer: object; client: object };
    expect(back).toMatchObject({
      answer: { outcome: "done", fields: { from: "cache-replica-1", to: "cache-master-0" } },
      client: { refused: {}, lost: 0 },
    });
  });

  it.each([
    { key: "q", name: "q" },
    { key: "\u0003", name: "Ctrl-C" },
  ])("is watched in a terminal until $name", async ({ key }) => {
    const command = "stty rows 24 cols 80 && exec node bin/redis-cache.js top";
    // A terminal of its own.
    const top = spawn("script", ["-qefc", command, "/dev/null"], { cwd: project().directory });
    let seen = "";
    top.stdout.on("data", (text) => (seen += text));
    await pWaitFor(() => /asked …[^]*3 of 3 Sentinels name cache-/.test(seen), { interval: 20, timeout: commandLimit });
    top.stdin.write(key);
    expect(await once(top, "exit")).toEqual([0, null]);
    expect(seen).not.toContain("✖");
  });

  it("is looked at once without a terminal, as text or as JSON", async () => {
    expect((await tool("top", "--once")).output).toMatch(/^cache-replica-1 +replica +\d+ .* \d+$/m);
    const [{ redis }] = JSON.parse((await tool("top", "--once", "--json")).output) as [InstanceView];
    expect(redis).toHaveLength(3);
    expect(redis.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
  });

  it("takes a load until Ctrl-C, which tells what became of the writes", async () => {
    const load = project().startTool("load", "--writers", "3");
    await load.prints(" 2 s  ");
    load.kill("SIGINT");
    const { exitCode, output } = await load.outcome;
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^Writing to cache with 3 connections until Ctrl-C; master is cache-/);
    expect(output).toMatch(
      /^cache: \d+ writes acknowledged, 0 errors, longest pause \d+ ms, no write lost that WAIT 1 acknowledged$/m,
    );
  });

  it("starts replicas again, then the master, Sentinels last, where a change concerns all of them", async () => {
    await project().run(`sed -i "s/^    cache:$/&\\n      extra: { redis: { databases: '17' } }/" Pulumi.local.yaml`);
    await project().run('sed -i "s/^    cache:$/&\\n      sentinel: { failoverTimeout: 9s }/" Pulumi.local.yaml');
    expect((await tool("up")).output).toContain("Changes: 6 update");
    const parts = ["cache-replica-", "cache-master-", "cache-sentinel-"].map(startsOf);
    for (const [i, starts] of parts.slice(1).entries())
      expect(Math.min(...starts)).toBeGreaterThan(Math.max(...parts[i]!));
    await project().run("git checkout -q Pulumi.local.yaml");
    expect((await tool("up")).output).toContain("Changes: 6 update");
  });

  it("is put right by the next `up` where nodes have died, and survives the loss of the master", async () => {
    killAll(processesIn(join(nodesFolder(), "cache-replica-0")).map(({ pid }) => pid));
    expect((await tool("up")).output).not.toContain("No changes.");
    expect((await tool("status")).output).toContain("healthy");

    const before = await healthyMaster();
    process.kill(serverOf(before), "SIGKILL");
    await pWaitFor(async () => isHealthyWithout(before), { interval: 100, timeout: commandLimit });
  });
});

describe("interrupted", () => {
  afterEach(() => tool("down"));

  it(
    "can be interrupted while it makes nodes, and goes on from there",
    async () => {
      await interruptedWhen("cache-replica-0 creating", "SIGINT", 130);
      expect((await tool("up")).output).toContain("Changes: ");
      expect((await tool("status")).output).toContain("healthy");
    },
    2 * commandLimit,
  );

  it(
    "leaves nothing when it is taken down after an interruption",
    async () => {
      await interruptedWhen("cache-replica-0 creating", "SIGTERM", 130);
      await tool("down");
      await expectNothingLeft();
    },
    2 * commandLimit,
  );

  it(
    "leaves nothing when Pulumi was killed while it made nodes",
    async () => {
      const up = project().startTool("up");
      await pWaitFor(() => processesIn(nodesFolder()).length > 0, { interval: 20, timeout: commandLimit });
      process.kill(lockHolder(), "SIGKILL");
      expect(await up.outcome).toMatchObject({ exitCode: 1 });

      await tool("down");
      await expectNothingLeft();
    },
    2 * commandLimit,
  );
});

/** What `up` shows gives applications what they need. */
async function expectConnections(shown: string): Promise<void> {
  const pasted = (from: string, to: string) => shown.slice(shown.indexOf(from), shown.indexOf(to));
  const inShell = (line: string) =>
    project().shell(`eval "$(node bin/redis-cache.js env -i cache --client)" && ${line}`);

  expect(await inShell(pasted("REDISCLI_AUTH", "// ioredis"))).toEqual({ exitCode: 0, output: "PONG\n" });
  const program = `const { Redis } = require("ioredis");
    ${pasted("const password", "# redis-py")}
    redis.ping().then(console.log).finally(() => redis.disconnect());`;
  writeFileSync(join(project().directory, "ping.js"), program);
  expect(await inShell("node ping.js")).toEqual({ exitCode: 0, output: "PONG\n" });
}

/** Plain pulumi works in the shell that the tool prepares, on the settings as they are, and changes them. */
async function expectPlainPulumi(): Promise<void> {
  const inShell = (lines: string) => project().run(`eval "$(node bin/redis-cache.js env -s local)"\n${lines}`);
  await inShell("pulumi preview --expect-no-changes");

  const limit = "--path redis-cache:instances.cache.memory.limit";
  const preview = await inShell(`pulumi config set ${limit} 300Mi\ngit diff --stat\npulumi preview`);
  expect(preview).toMatch(/Pulumi\.local\.yaml \| 2 \+-\n/);
  expect(preview).toContain("6 to update");
  await inShell(`sed -i 's/300Mi/256Mi/' Pulumi.local.yaml\npulumi preview --expect-no-changes`);
}

/** A shell for one stack leads no command about another one into its folder, and the other one outlives it. */
async function expectOtherStackApart(): Promise<void> {
  const own = mkdtempSync(join(tmpdir(), "redis-cache-backend-"));
  await project().run(
    [
      `export PULUMI_BACKEND_URL=file://${own} PULUMI_CONFIG_PASSPHRASE=own`,
      'eval "$(node bin/redis-cache.js env -s local)"',
      "pulumi stack init dev",
      "node bin/redis-cache.js secrets init -s dev",
      "pulumi config -s dev",
      'test -z "$(grep -rlE "stacks/redis-cache/dev|redis-dev" .redis-cache)"',
      "git checkout -q Pulumi.dev.yaml",
    ].join("\n"),
  );
  expect(existsSync(join(own, ".pulumi/stacks/redis-cache/dev.json"))).toBe(true);
  expect(existsSync(join(project().directory, ".redis-cache/local/state/.pulumi/stacks/redis-cache/dev.json"))).toBe(
    false,
  );
  rmSync(own, { recursive: true });
}

/** What clients need is kept by `up`, and asked of Pulumi where the stack has been deployed since. */
async function expectClientsRemembered(): Promise<void> {
  const clients = join(project().directory, ".redis-cache/local/clients.json");
  expect(statSync(clients).mode & 0o777).toBe(0o600);
  const kept = (await tool("env", "--client")).output;
  rmSync(clients);
  expect((await tool("env", "--client")).output).toBe(kept);
  expect(existsSync(clients)).toBe(true);
}

/** Settings that nobody has deployed are not in force, however long one waits. */
async function expectSettingsAwaited(): Promise<void> {
  await project().run("sed -i 's/256Mi/300Mi/' Pulumi.local.yaml");
  expect((await tool("status")).output).toMatch(/not in force: cache-master-0: maxmemory is \d+, rendered is /);
  expect(await project().tool("status", "--wait", "--timeout", "1s")).toMatchObject({ exitCode: 1 });
  await project().run("sed -i 's/300Mi/256Mi/' Pulumi.local.yaml");
  expect((await tool("status", "--wait", "--timeout", "1s")).output).not.toContain("not in force");
}

/** The review takes what Pulumi itself compares: here the program's inputs and those in the stack's state. */
async function expectReviewOfPreview(): Promise<void> {
  await project().run("sed -i 's/256Mi/300Mi/' Pulumi.local.yaml");
  await project().run(
    'eval "$(node bin/redis-cache.js env -s local)" && pulumi preview -s local --json > preview.json',
  );
  const { exitCode, output } = await project().tool("review", "--preview-json", "preview.json", "--json");
  expect({ exitCode, ...(JSON.parse(output) as object) }).toMatchObject({
    exitCode: 0,
    changeClass: "live",
    steps: expect.arrayContaining([
      expect.objectContaining({ instance: "cache", does: { kind: "set", name: "maxmemory", to: "225mb" } }),
    ]) as object,
  });
  await project().run("rm preview.json && sed -i 's/300Mi/256Mi/' Pulumi.local.yaml");
}

async function tool(...args: string[]) {
  const outcome = await project().tool(...args);
  if (outcome.exitCode !== 0) throw new Error(`redis-cache ${args.join(" ")}: ${outcome.exitCode}\n${outcome.output}`);
  return outcome;
}

async function interruptedWhen(text: string, signal: NodeJS.Signals, exitCode: number): Promise<void> {
  const up = project().startTool("up");
  await up.prints(text);
  up.kill(signal);
  const outcome = await up.outcome;
  expect(outcome.exitCode).toBe(exitCode);
  expect(outcome.output).toContain("Interrupted");
}

async function statusJson(): Promise<InstanceView & { problems: string[] }> {
  const { output } = await project().tool("status", "--json");
  return (JSON.parse(output) as [InstanceView & { problems: string[] }])[0];
}

/** When the first processes of those nodes have started, in ticks of the system. */
function startsOf(names: string): number[] {
  const nodes = readdirSync(nodesFolder()).filter((name) => name.startsWith(names));
  // Some of a script's commands end while one looks.
  const ticks = ({ pid }: { pid: number }) => startTimeOf(pid)?.split(".").slice(-1).map(Number) ?? [];
  return nodes.map((name) => Math.min(...processesIn(join(nodesFolder(), name)).flatMap(ticks)));
}

function masterOf({ redis }: InstanceView): string {
  return redis.find(({ role }) => role === "master")!.name;
}

async function healthyMaster(): Promise<string> {
  const status = await statusJson();
  expect(status.problems).toEqual([]);
  return masterOf(status);
}

async function isHealthyWithout(before: string): Promise<boolean> {
  const status = await statusJson();
  return status.problems.length === 0 && masterOf(status) !== before;
}

function serverOf(node: string): number {
  return processesIn(join(nodesFolder(), node)).find(({ pid }) => /redis-server/.test(commandLineOf(pid)))!.pid;
}

function passwordOf(user: string): string {
  return readFileSync(join(nodesFolder(), "cache-master-0", "secrets", user), "utf8");
}

function lockHolder(): number {
  const locks = join(project().directory, ".redis-cache/local/state/.pulumi/locks/organization/redis-cache/local");
  const [file] = readdirSync(locks).filter((name) => name.endsWith(".json"));
  return (JSON.parse(readFileSync(join(locks, file!), "utf8")) as { pid: number }).pid;
}

const nodesFolder = () => join(project().directory, ".redis-cache", "local", "nodes");

async function expectNothingLeft(): Promise<void> {
  expect(existsSync(join(project().directory, ".redis-cache"))).toBe(false);
  expect(processesIn(project().directory)).toEqual([]);
  const { redis, sentinel } = project().ports;
  const ports = [0, 1, 2].flatMap((index) => [redis + index, sentinel + index]);
  expect(await Promise.all(ports.map(isOpen))).toEqual(ports.map(() => false));
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("close", () => socket.destroy());
  });
}
