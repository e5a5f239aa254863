import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "../support/command";

const root = join(__dirname, "../..");
const tool = (...args: string[]) => run(process.execPath, [join(root, "bin/redis-cache.js"), ...args], { cwd: root });

it("explains every command with an example", async () => {
  const stack = [
    "up",
    "status",
    "smoke",
    "failover",
    "load",
    "down",
    "render",
    "secrets init",
    "secrets generate",
    "env",
  ];
  const commands = [...stack, "test", "directives check", "engine check", "settings check", "plan", "advise", "report"];
  const helps = await Promise.all(commands.map((command) => tool(...command.split(" "), "--help")));
  for (const { output, exitCode } of helps) {
    expect(exitCode).toBe(0);
    expect(output).toMatch(/Examples?:\n {2}redis-cache /);
  }
});

it("writes a stack's objects into a folder, and names files there that are none of them any more", async () => {
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-render-"));
  writeFileSync(join(folder, "1-service-of-before.yaml"), "");
  const { output, exitCode } = await tool("render", "-s", "dev", "--out", folder);
  const written = readdirSync(folder);
  rmSync(folder, { recursive: true });
  expect(exitCode).toBe(0);
  expect(written).toContain("3-statefulset-cache-master.yaml");
  expect(output).toContain("no longer among what the stack deploys: 1-service-of-before.yaml\n");
});

it("writes a file of alert rules for each instance of Kubernetes, and none for those of this machine", async () => {
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-alerts-"));
  const { exitCode } = await tool("render", "-s", "prod", "--alerts", "--out", folder);
  const local = await tool("render", "-s", "local", "--alerts", "--json");
  const written = readdirSync(folder);
  const rules = readFileSync(join(folder, "messages-alerts.yaml"), "utf8");
  rmSync(folder, { recursive: true });
  expect([exitCode, local.exitCode]).toEqual([0, 0]);
  expect(written.sort()).toEqual(["cache-alerts.yaml", "messages-alerts.yaml"]);
  expect(rules).toContain("alert: RedisMemoryFull");
  expect(JSON.parse(local.output)).toEqual({});
});

it("writes rules for the adapter where replicas are scaled by metrics, and of other instances none", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "redis-cache-adapter-")), "new");
  const { exitCode } = await tool("render", "-s", "prod", "--adapter", "--out", folder);
  expect(exitCode).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
  rmSync(dirname(folder), { recursive: true });
});

it("renders all stacks of the project, twice the same, and without a secret's place being filled", async () => {
  for (const stack of ["local", "dev", "prod"]) {
    const [first, second] = await Promise.all([tool("render", "-s", stack), tool("render", "-s", stack)]);
    expect(first.exitCode).toBe(0);
    expect(first.output).toBe(second.output);
    expect(first.output).toContain("user app on #<app>");
    expect(first.output).not.toMatch(/#[0-9a-f]{64}|masterauth (?!%s|CONFIG SET)|requirepass \S/);
  }
});

it.each([
  [
    ["render", "-s", "nowhere"],
    /--stack nowhere: .*Pulumi\.nowhere\.yaml does not exist\.\n.*dev, docker, local, prod/,
  ],
  [["render", "-i", "other"], /--instance other: the stack has no such instance\.\n.*cache/],
  [["smoke", "--timeout", "soon"], /must be a duration such as 30s/],
  [["load", "--writers", "0"], /must be a whole number from 1/],
  [["engine", "check", "--server", "/nowhere"], /\/nowhere cannot be run: .*ENOENT/],
  [["unknown"], /unknown command 'unknown'/],
])("refuses %j with the reason and without a stack trace", async (args, reason) => {
  const { output, exitCode } = await tool(...args);
  expect(exitCode).toBe(1);
  expect(output).toMatch(reason);
  expect(output).not.toContain("    at ");
});
