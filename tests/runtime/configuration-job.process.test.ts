import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Cluster } from "../support/cluster";
import { closeClusters, startCluster } from "../support/cluster";
import { encryptedOptions } from "../support/cluster/encrypted";

jest.setTimeout(60_000);

afterEach(closeClusters);

/** The job of an instance, on files of its own; ends with its code and its log. */
async function runJob(
  { folder, home }: Cluster,
  change: (text: string) => string,
  limitSeconds: number,
  file = "redis.conf",
) {
  const place = join(folder, "job");
  mkdirSync(join(place, "work"), { recursive: true });
  cpSync(home.path("config"), join(place, "config"), { recursive: true });
  const changed = join(place, "config", file);
  writeFileSync(changed, change(readFileSync(changed, "utf8")));
  const env = {
    ...process.env,
    CONFIG_DIR: join(place, "config"),
    SCRIPTS_DIR: home.path("scripts"),
    SECRETS_DIR: home.path("secrets"),
    TLS_DIR: home.path("tls"),
    WORK_DIR: join(place, "work"),
    LIMIT_SECONDS: String(limitSeconds),
  };
  const job = spawn("sh", [home.path("scripts", "configuration-job.sh")], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [log, [code]] = await Promise.all([text(job.stdout), once(job, "exit") as Promise<[number]>]);
  return { log, code };
}

const moreClients = (conf: string) => conf.replace(/^maxclients .*$/m, "maxclients 400");

test.each([false, true])("with TLS %s it ends once every node has in force what the files say", async (tls) => {
  const cluster = await startCluster(tls ? await encryptedOptions() : {});
  expect(await runJob(cluster, (conf) => conf, 10)).toMatchObject({
    code: 0,
    log: expect.stringContaining("nodes=3") as string,
  });

  const job = runJob(cluster, moreClients, 30);
  for (const node of cluster.redis) node.edit("config", "redis.conf", moreClients);
  expect(await job).toMatchObject({ code: 0 });
  for (const node of cluster.redis)
    expect(await node.ask("CONFIG", "GET", "maxclients")).toEqual(["maxclients", "400"]);
});

test("ends once every node has users with the rights that the files say", async () => {
  const cluster = await startCluster();
  const lessRights = (users: string) => users.replace(/^(user exporter .*)$/m, "$1 -ping");
  const job = runJob(cluster, lessRights, 30, "users.acl.tmpl");
  for (const node of cluster.redis) node.edit("config", "users.acl.tmpl", lessRights);
  expect(await job).toMatchObject({ code: 0 });
  for (const node of cluster.redis) await expect(node.askAs("exporter", "PING")).rejects.toThrow("NOPERM");

  expect(await runJob(cluster, (users) => users.replace(/ -ping$/m, ""), 1, "users.acl.tmpl")).toMatchObject({
    code: 78,
    log: expect.stringMatching(
      /not in force after 1 s: cache-master-0: rights of exporter is .*, not .* \+ping /,
    ) as string,
  });
});

test("says what is not in force where it does not come to be", async () => {
  const cluster = await startCluster();
  const { code, log } = await runJob(cluster, moreClients, 1);
  expect(code).toBe(78);
  expect(log).toMatch(/not in force after 1 s: cache-master-0: maxclients is \d+, not 400/);
});

test("says why no server starts with the files", async () => {
  const cluster = await startCluster();
  const { code, log } = await runJob(cluster, (conf) => `${conf}maxclients none\n`, 1);
  expect(code).toBe(78);
  expect(log).toContain("a server does not start with these files");
});
