import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { run } from "../support/command";
import { Installation } from "../../benchmarks/cluster/installation";

jest.setTimeout(300_000);

describe.each([false, true])("TLS %s", (tls) => {
  let installation: Installation;
  let project: string;

  beforeAll(async () => {
    installation = await Installation.create("cli", { tls: { enabled: tls } });
    await installation.apply();
    project = mkdtempSync(join(tmpdir(), "redis-cache-e2e-project-"));
    writeFileSync(join(project, "Pulumi.yaml"), "name: e2e\nruntime: nodejs\n");
    const config = Object.entries(installation.written).map(([name, value]) => [`redis-cache:${name}`, value]);
    writeFileSync(join(project, "Pulumi.e2e.yaml"), stringify({ config: Object.fromEntries(config) as object }));
  });

  afterAll(async () => {
    rmSync(project, { recursive: true });
    await installation.close();
  });

  const tool = (...args: string[]) => {
    const entry = join(__dirname, "../../bin/redis-cache.js");
    return run(process.execPath, [entry, ...args, "-s", "e2e"], { cwd: project });
  };

  test("smoke passes, without Pulumi's state", async () => {
    const { output, exitCode } = await tool("smoke");
    expect({ exitCode, output: exitCode === 0 ? "" : output }).toEqual({ exitCode: 0, output: "" });
    expect(output).toMatch(/directives on 3 nodes/);
  });

  test("status shows every node", async () => {
    const { output, exitCode } = await tool("status", "--json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(output)).toMatchObject([{ instance: "cache", problems: [] }]);
  });

  test("failover asks the script in the pod, and loses no write", async () => {
    const { output, exitCode } = await tool("failover", "--to", "cache-replica-1", "--yes", "--json");
    expect({ exitCode, output: exitCode === 0 ? "" : output }).toEqual({ exitCode: 0, output: "" });
    expect(await installation.master()).toBe("cache-replica-1");
  });
});
