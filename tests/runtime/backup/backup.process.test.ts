import { createHash } from "node:crypto";
import { missingCertificates } from "../../../cli/secrets/certificates";
import { writesGoOn } from "../../failure/scenario";
import type { ClusterNode } from "../../support/cluster";
import { encryptedOptions } from "../../support/cluster/encrypted";
import { issueDated } from "../../support/dated-certificates";
import { manifestOf, prefix, program, shareScene, startScene, takeBackup } from "./scene";

const shared = shareScene();

test("a backup under write load comes from a replica, is whole, and is noted in Redis", async () => {
  const scene = shared();
  const { cluster, bucket } = scene;
  const load = await cluster.writeLoad();
  await writesGoOn({ cluster, load });

  const taken = await takeBackup(scene);

  const dump = bucket.read(`${prefix}/${taken.id}/dump.rdb`);
  expect(createHash("sha256").update(dump).digest("hex")).toBe(taken.sha256);
  expect(manifestOf(scene, taken)).toMatchObject({
    id: taken.id,
    instance: "redis-cache",
    engine: "redis",
    version: expect.stringMatching(/^7\.0\./) as string,
    source: expect.stringContaining("replica") as string,
    replicationId: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
    keys: taken.keys,
    size: dump.length,
    canary: taken.id,
  });
  expect(taken.keys).toBeGreaterThan(0);
  expect(taken).toMatchObject({ kept: 1, warnings: [] });
  expect(await cluster.home.askAs("app", "GET", "redis-cache:backup:bytes")).toBe(String(dump.length));
  await writesGoOn({ cluster, load });
  await load.stop();
});

test("TLS on every connection to Redis", async () => {
  const scene = await startScene(await encryptedOptions());
  const taken = await takeBackup(scene);
  expect(manifestOf(scene, taken)).toMatchObject({ canary: taken.id });
});

test.each(["optional", "required"] as const)(
  "with a certificate that has ended, client certificates %s, a job shows none or says why it cannot",
  async (clientCertificates) => {
    const authority = await missingCertificates(["127.0.0.1", "localhost"], undefined);
    const files = { "ca.crt": authority.ca!, "tls.crt": authority.cert!, "tls.key": authority.key! };
    const scene = await startScene({ input: { tls: { enabled: true, clientCertificates } }, tls: files });
    const taking = takeBackup({ ...scene, tls: { ...files, ...(await issueDated(authority, -7200, -3600)) } });
    if (clientCertificates === "required") {
      await expect(taking).rejects.toThrow(/tls\.crt ended at 20.*nodes ask for a certificate/);
    } else {
      const taken = await taking;
      expect(manifestOf(scene, taken)).toMatchObject({ canary: taken.id });
      expect(taken.said.join("\n")).toMatch(/tls\.crt ended at 20.*this job shows no certificate/);
    }
  },
);

test("the source is killed in the middle: the copy comes from another node", async () => {
  const scene = shared();
  const { cluster, bucket } = scene;
  for (let i = 0; i < 500; i++) await cluster.home.askAs("app", "SET", `key:${i}`, "x");
  for (const node of cluster.redis) await node.ask("CONFIG", "SET", "rdb-key-save-delay", 200_000);
  const backup = takeBackup(scene);
  let first: ClusterNode | undefined;
  await cluster.waitFor("a copy is under way", async () => {
    const infos = await Promise.all(cluster.redis.map((node) => node.info("persistence")));
    first = cluster.redis.find((_, i) => infos[i]!.rdb_bgsave_in_progress === "1");
    return first !== undefined;
  });
  // What is under way goes on as slowly as it began.
  for (const node of cluster.redis) await node.ask("CONFIG", "SET", "rdb-key-save-delay", 0);
  first!.kill("server");
  const taken = await backup;
  expect(taken.said).toContainEqual(expect.stringContaining(`the copy from ${first!.name} ended early`));
  expect(taken.source).not.toBe(first!.name);
  expect(bucket.ids(prefix)).toEqual([taken.id]);
  await cluster.waitHealthy();
});

test("without a replica in sync the master is copied; one that takes no write is copied without a canary", async () => {
  const scene = shared();
  const { cluster } = scene;
  const [, ...replicas] = cluster.redis;
  await cluster.stop(replicas);
  await cluster.waitFor("writes are refused", async () =>
    (await cluster.home.askAs("app", "SET", "a", "b").catch(String)).toString().includes("NOREPLICAS"),
  );
  const taken = await takeBackup(scene);
  expect(taken.source).toBe(cluster.home.name);
  expect(manifestOf(scene, taken)).toMatchObject({ canary: "" });
  expect(taken.warnings.join()).toContain("NOREPLICAS");
  cluster.start(replicas);
});

test("a full disk and a damaged copy fail the backup, and nothing is uploaded", async () => {
  const scene = shared();
  const { cluster, bucket } = scene;
  await cluster.home.askAs("app", "SET", "large", Array.from({ length: 200_000 }, (_, i) => i.toString(36)).join());
  const limited = program(scene, "limited-cli", `trap '' XFSZ\nulimit -f 100\nexec redis-cli "$@"`);
  const full = { PATH: limited, REDIS_CLI: "limited-cli", CHECK_RDB: "redis-check-rdb" };
  await expect(takeBackup(scene, full)).rejects.toThrow(/volume of .* may be full/);
  await expect(takeBackup(scene, { CHECK_RDB: "false" })).rejects.toThrow(/is damaged/);
  expect(bucket.ids(prefix)).toEqual([]);
});

test("two backups at once are two backups", async () => {
  const scene = shared();
  const [first, second] = await Promise.all([takeBackup(scene), takeBackup(scene)]);
  expect(first.id).not.toBe(second.id);
  expect(scene.bucket.ids(prefix)).toEqual([first.id, second.id].sort());
});
