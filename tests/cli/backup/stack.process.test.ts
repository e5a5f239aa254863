import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { freePorts } from "../../../benchmarks/free-ports";
import { type ProjectCopy, projectCopy } from "../../support/project-copy";

jest.setTimeout(300_000);

let project: ProjectCopy;

beforeAll(async () => {
  project = await projectCopy();
});

afterAll(async () => {
  await project.tool("down");
  project.remove();
});

test("stack local with the S3 server: what is lost after a backup comes back, and nothing else is left behind", async () => {
  const port = await freePorts(1);
  await run(`printf '      backup:\\n        server:\\n          port: ${port}\\n' >>Pulumi.local.yaml`);
  await run("node bin/redis-cache.js up");
  expect(await run("node bin/redis-cache.js up")).toContain("No changes.");
  await app("set greeting hello");

  const backup = await run("node bin/redis-cache.js backup");
  expect(backup).toMatch(/cache: backup \S+ of \d+ keys, .* from cache-replica-\d; read back and verified/);
  await app("unlink greeting");

  const refused = await project.tool("restore", "--from", "latest");
  expect(refused.exitCode).not.toBe(0);
  expect(refused.output).toContain("--confirm cache");
  const wrong = await project.tool("restore", "--from", "latest", "--confirm", "other");
  expect(wrong.output).toContain("other is not cache");
  expect(await app("exists greeting")).toBe("0");

  const restored = await run("node bin/redis-cache.js restore --from latest --confirm cache");
  expect(restored).toContain("All nodes agree and follow it.");
  expect(restored).toContain("as in the backup");
  expect(await app("get greeting")).toBe("hello");
  expect(await run("node bin/redis-cache.js status")).toContain("healthy");

  const stackFolder = join(project.directory, ".redis-cache", "local");
  expect(readdirSync(stackFolder).filter((name) => name.startsWith("job-"))).toEqual([]);
  await run("node bin/redis-cache.js down");
  expect(existsSync(join(stackFolder, "nodes"))).toBe(false);
});

/** Runs a line that must succeed, and returns what it prints. */
async function run(line: string): Promise<string> {
  const { exitCode, output } = await project.shell(line);
  expect({ line, exitCode, output: exitCode === 0 ? "" : output }).toEqual({ line, exitCode: 0, output: "" });
  return output.trim();
}

/** Asks the home of the master, as an application. */
function app(command: string): Promise<string> {
  const login = 'eval "$(node bin/redis-cache.js env -s local -i cache --client)"';
  return run(
    `${login}; REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli -p ${project.ports.redis} --user "$REDIS_USERNAME" ${command}`,
  );
}
