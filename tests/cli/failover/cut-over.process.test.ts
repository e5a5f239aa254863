import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { shareProjectCopy } from "../../support/project-copy";
import { startServer, stopServers } from "../../support/redis-process";
import { testServers } from "../../support/servers";

const server = testServers().find(({ engine, version }) => engine === "redis" && version.startsWith("7.0"))!;
const password = "of-the-old-redis";

const project = shareProjectCopy();

afterAll(stopServers);

it("follows a Redis outside from the first `up`, and is cut over with no write refused or lost", async () => {
  const files = { "redis.conf": `requirepass ${password}` };
  const outside = await startServer(server, { files, main: "redis.conf" });
  const client = outside.connect({ password });
  await client.set("before", "1");
  const bootstrap = `      bootstrap:\n        replicaOf: { host: 127.0.0.1, port: ${outside.port} }\n`;
  appendFileSync(join(project().directory, "Pulumi.local.yaml"), bootstrap);
  const missing = await project().tool("up");
  expect(missing.exitCode).not.toBe(0);
  expect(missing.output).toMatch(/redis-cache:secrets\.cache\.external: is missing/);
  await project().run(
    [
      'eval "$(npm run -s redis-cache -- env -s local)"',
      `printf %s ${password} | pulumi config set -s local --secret --path redis-cache:secrets.cache.external`,
    ].join("\n"),
  );

  const up = await project().run("node bin/redis-cache.js up");
  expect(up).toContain(`cache: cache-master-0 follows 127.0.0.1:${outside.port}, and is in sync with it`);
  expect(await project().run("node bin/redis-cache.js failover --from-external --dry-run")).toContain(
    `cache-master-0 would pause writes at 127.0.0.1:${outside.port}`,
  );

  const done = JSON.parse(await project().run("node bin/redis-cache.js failover --from-external --json")) as object;
  expect(done).toMatchObject({
    answer: { outcome: "done", fields: { to: "cache-master-0", paused: "yes" } },
    client: { refused: {}, lost: 0 },
    problems: [],
  });
  expect(await project().run("node bin/redis-cache.js smoke")).toContain("smoke test passed");
  const again = await project().tool("failover", "--from-external");
  expect(again.exitCode).toBe(1);
  expect(again.output).toMatch(/it is cut over, or began with data/);
  expect(await project().run("node bin/redis-cache.js up")).toContain("No changes.");
});
