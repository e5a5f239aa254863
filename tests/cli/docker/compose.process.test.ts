import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ComposeProject } from "../../support/docker/compose-project";
import { Deployment, serverProcess } from "../../support/docker/deployment";

let deployed: Deployment;

beforeAll(async () => {
  deployed = await Deployment.start();
});

afterAll(() => deployed?.stop());

const noneLost = expect.stringContaining("no write lost that WAIT 1 acknowledged") as string;

it("passes the smoke test, as containers without rights and as Compose 1.29 makes them", async () => {
  const { engine, project } = deployed;
  expect(await project.tool("smoke")).toContain("smoke test passed");
  expect(await project.tool("status", "--wait")).toContain("healthy");

  const container = await deployed.containerOf("cache-master-0");
  expect(JSON.parse(await engine.docker("inspect", container))).toMatchObject([
    {
      Config: { User: "999:999", StopSignal: "SIGTERM", StopTimeout: 60 },
      HostConfig: {
        ReadonlyRootfs: true,
        CapDrop: ["ALL"],
        Memory: 256 * 1024 * 1024,
        MemorySwap: 256 * 1024 * 1024,
        NanoCpus: 1e9,
        RestartPolicy: { Name: "unless-stopped" },
        SecurityOpt: ["no-new-privileges:true"],
      },
      State: { Health: { Status: "healthy" } },
    },
  ]);
});

it("renders the same bytes again, none of which is a password", async () => {
  const { folder } = deployed.project;
  const secret = join(folder, "secrets/cache/nodes/app");
  const [before, { ino }] = [filesIn(folder), statSync(secret)];
  await deployed.project.render();
  const after = filesIn(folder);
  expect(after).toEqual(before);
  expect(statSync(secret).ino).toBe(ino);

  const isSecret = ([path]: [string, string]) => path.startsWith("secrets/");
  const passwords = Object.entries(after).filter(isSecret);
  expect(passwords).toHaveLength(7);
  const rendered = Object.entries(after).filter((entry) => !isSecret(entry));
  const holding = passwords.flatMap(([, password]) => rendered.filter(([, text]) => text.includes(password)));
  expect(holding.map(([path]) => path)).toEqual([]);
  expect(statSync(join(folder, "secrets")).mode & 0o777).toBe(0o700);
});

it("hands over on request and when the master's container is stopped, and loses no write", async () => {
  const report = JSON.parse(await deployed.project.tool("failover", "--yes", "--json")) as unknown;
  const none = { lost: 0 };
  expect(report).toMatchObject({ answer: { outcome: "done" }, client: none, proxyClient: none, problems: [] });

  const noticed = await deployed.whileWriting(async (master) => {
    const container = await deployed.containerOf(master);
    await deployed.engine.docker("stop", container);
    await deployed.engine.docker("start", container);
  });
  expect(noticed).toEqual({ sentinels: noneLost, proxy: noneLost });
});

it("replaces a master whose server is killed, and loses no write", async () => {
  const noticed = await deployed.whileWriting(async (master) => {
    process.kill(await serverProcess(deployed, await deployed.containerOf(master)), "SIGKILL");
    await deployed.moved(master);
  });
  expect(noticed).toEqual({ sentinels: noneLost, proxy: noneLost });
});

it("brings a changed file to containers that go on running", async () => {
  const { project, settings } = deployed;
  const started = await deployed.inspect("cache-replica-0", "{{.State.StartedAt}}");
  project.write({ ...settings, memory: { ...settings.memory, policy: "allkeys-lfu" } });
  await project.render();
  await project.up("up", "-d");
  await project.tool("status", "--wait");
  expect(await project.tool("smoke")).toContain("smoke test passed");
  expect(await deployed.inspect("cache-replica-0", "{{.State.StartedAt}}")).toBe(started);
});

it("says what is missing where no engine answers", async () => {
  const other = new ComposeProject({ ...process.env, DOCKER_HOST: "unix:///nowhere/docker.sock" });
  other.write(deployed.settings);
  const [status, up] = await Promise.all([other.tryTool("status"), other.tryTool("up")]);
  other.remove();
  for (const { exitCode, output } of [status, up]) {
    expect(exitCode).toBe(1);
    expect(output).toMatch(/nowhere[^]*See that the engine runs, and that DOCKER_HOST or `docker context` names/);
  }
});

/** Text by path. */
function filesIn(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")] as const));
}
