import { appendFileSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { freePorts } from "../../../benchmarks/free-ports";
import { shareProjectCopy } from "../../support/project-copy";
import { blocksUnder, commandsUnder } from "../../support/page-blocks";

const page = "docs/backups.md";
const project = shareProjectCopy();

test("stack local with the S3 server: the commands of docs/backups.md bring back what is lost after a backup", async () => {
  const port = await freePorts(1);
  const [settings] = blocksUnder(page, "On this machine", "yaml");
  const [, backup] = /( +backup:\n[\s\S]+)/.exec(settings!)!;
  const written = backup!.replace("server: {}", `server: { port: ${port} }`);
  appendFileSync(join(project().directory, "Pulumi.local.yaml"), written);
  const commands = commandsUnder(page, "On this machine")
    .join("\n")
    .replaceAll("-p 6380", `-p ${project().ports.redis}`);

  const output = await project().run(commands);

  expect(output).toMatch(/cache: backup \S+ of \d+ keys, .* from cache-replica-\d; read back and verified/);
  const [, found, expected] = /keys: (\d+), in the backup (\d+)/.exec(output)!;
  expect([found, Number(expected) > 100]).toEqual([expected, true]);
  expect(output).toContain("as in the backup");
  expect(output).not.toContain("[object");
  expect(output).toContain("All nodes agree and follow it.");
  expect(await project().run("npm run -s status")).toContain("healthy");

  const planned = await project().tool("plan", "--from-backup", "--json");
  expect(planned.output).toMatch(/By backup \S+ of cache, as a drill loaded it into redis/);
  const advised = await project().tool("advise", "--for", "1s");
  expect([advised.output, advised.exitCode]).toEqual([expect.stringMatching(/cache.* after a look of \d+ s/), 0]);

  const refused = await project().tool("restore", "--from", "latest");
  expect(refused.exitCode).not.toBe(0);
  expect(refused.output).toContain("--confirm cache");
  const wrong = await project().tool("restore", "--from", "latest", "--confirm", "other");
  expect(wrong.output).toContain("other is not cache");

  const stackFolder = join(project().directory, ".redis-cache", "local");
  expect(readdirSync(stackFolder).filter((name) => name.startsWith("job-"))).toEqual([]);
  expect(await project().run("node bin/redis-cache.js up")).toContain("No changes.");
  await project().run("npm run down");
  expect(existsSync(join(stackFolder, "nodes"))).toBe(false);
});
