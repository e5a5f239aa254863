import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { missingCertificates } from "../../cli/secrets/certificates";
import type { InstanceInput } from "../../configs/settings/instance";
import type { Cluster } from "../support/cluster";
import { closeClusters, startCluster } from "../support/cluster";
import { encryptedOptions } from "../support/cluster/encrypted";
import { issueDated } from "../support/dated-certificates";

afterEach(closeClusters);

/** The job of an instance, on files of its own; ends with its code and its log. */
async function runJob(
  { folder, home }: Cluster,
  change: (text: string) => string,
  limitSeconds: number,
  file = "redis.conf",
  tls?: Record<string, string>,
) {
  const place = join(folder, "job");
  mkdirSync(join(place, "work"), { recursive: true });
  cpSync(home.path("config"), join(place, "config"), { recursive: true });
  const changed = join(place, "config", file);
  writeFileSync(changed, change(readFileSync(changed, "utf8")));
  for (const [name, pem] of Object.entries(tls ?? {})) {
    mkdirSync(join(place, "tls"), { recursive: true });
    writeFileSync(join(place, "tls", name), pem);
  }
  const env = {
    ...process.env,
    CONFIG_DIR: join(place, "config"),
    SCRIPTS_DIR: home.path("scripts"),
    SECRETS_DIR: home.path("secrets"),
    TLS_DIR: tls ? join(place, "tls") : home.path("tls"),
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
  expect(await runJob(cluster, (conf) => conf, 300)).toMatchObject({
    code: 0,
    log: expect.stringContaining("nodes=3") as string,
  });

  const job = runJob(cluster, moreClients, 300);
  for (const node of cluster.redis) node.edit("config", "redis.conf", moreClients);
  expect(await job).toMatchObject({ code: 0 });
  for (const node of cluster.redis)
    expect(await node.ask("CONFIG", "GET", "maxclients")).toEqual(["maxclients", "400"]);
});

test("ends once every node has users with the rights that the files say", async () => {
  const cluster = await startCluster();
  const lessRights = (users: string) => users.replace(/^(user exporter .*)$/m, "$1 -ping");
  const job = runJob(cluster, lessRights, 300, "users.acl.tmpl");
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
  const { code, log } = await runJob(cluster, (conf) => `${conf}maxclients none\n`, 300);
  expect(code).toBe(78);
  expect(log).toContain("a server does not start with these files");
});

describe("certificates of which the nodes keep older ones", () => {
  const unchanged = (conf: string) => conf;

  /** Nodes with certificates that count, and what is mounted since. */
  async function startTrusted(clientCertificates: NonNullable<InstanceInput["tls"]>["clientCertificates"]) {
    const authority = await missingCertificates(["127.0.0.1", "localhost"], undefined);
    const files = { "ca.crt": authority.ca!, "tls.crt": authority.cert!, "tls.key": authority.key! };
    const cluster = await startCluster({ input: { tls: { enabled: true, clientCertificates } }, tls: files });
    const mounted = async (from: number, until: number) => ({
      ...files,
      ...(await issueDated(authority, from, until)),
    });
    return { cluster, files, mounted };
  }

  test.each(["optional", "off"] as const)(
    "goes on without one that has ended, client certificates %s",
    async (asked) => {
      const { cluster, mounted } = await startTrusted(asked);
      const ended = await mounted(-7200, -3600);
      const { code, log } = await runJob(cluster, unchanged, 300, "redis.conf", ended);
      expect(log).toMatch(
        /event=in-force .*but for the certificate, which they leave aside: .*tls\.crt ended at 20\d\d-/,
      );
      expect(code).toBe(0);
      expect((await runJob(cluster, moreClients, 1, "redis.conf", ended)).log).toMatch(/maxclients is \d+, not 400/);
    },
  );

  test("ends at once where nodes ask for one, and names the file and the date", async () => {
    const { cluster, files, mounted } = await startTrusted("required");
    for (const [from, until, reason] of [
      [-7200, -3600, /tls\/tls\.crt ended at 20\d\d-.*nodes ask for a certificate/],
      [3600, 7200, /tls\/tls\.crt is not valid before 20\d\d-.*nodes ask for a certificate/],
    ] as const) {
      const { code, log } = await runJob(cluster, unchanged, 300, "redis.conf", await mounted(from, until));
      expect(log).toMatch(reason);
      expect(code).toBe(78);
    }
    const { "tls.key": otherKey } = await mounted(-3600, 3600);
    const { code, log } = await runJob(cluster, unchanged, 300, "redis.conf", { ...files, "tls.key": otherKey });
    expect(log).toMatch(/does not start with these files: .*private key.*key values mismatch/);
    expect(code).toBe(78);
  });
});
