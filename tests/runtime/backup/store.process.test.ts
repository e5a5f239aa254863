import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fetchBackup } from "../../../cli/restore";
import type { Manifest } from "../../../cli/restore/manifest";
import type { BucketSecrets } from "../../../configs";
import type { Spoil } from "../../support/proxy";
import type { Scene } from "./scene";
import { prefix, program, shareScene, takeBackup, withBackup, withSceneJob } from "./scene";

const unspoilt: Spoil = (chunk) => chunk;
let spoil = unspoilt;
const shared = shareScene({ spoil: (chunk, connection) => spoil(chunk, connection) });

afterEach(() => {
  spoil = unspoilt;
});

test("a bucket that does not exist, and keys that the store does not take, are told as such", async () => {
  const scene = withBackup(shared(), { bucket: "no-such-bucket" });
  await expect(takeBackup(scene)).rejects.toThrow(/bucket no-such-bucket does not exist/);
  await expect(takeBackup(withKeys(scene, { secretAccessKey: "wrong" }))).rejects.toThrow(
    /does not take these credentials/,
  );
});

test.each([
  [
    "AuthorizationHeaderMalformed: unexpected scope, expected: garage/s3/aws4_request",
    /set backup\.region to the store's own/,
  ],
  [
    "NotImplemented: Server side encryption specified but KMS is not configured",
    /the store does not encrypt: set backup\.encryption: none/,
  ],
])("a store that says %s", async (answer, wayOut) => {
  const PATH = program(shared(), "aws", `echo "An error occurred (${answer})" >&2; exit 1`);
  await expect(takeBackup(withBackup(shared(), { encryption: "s3" }), { PATH })).rejects.toThrow(wayOut);
});

test("keys without a right on the bucket are told as such", async () => {
  const scene = withKeys(shared(), shared().bucket.addStranger());
  await expect(takeBackup(scene)).rejects.toThrow(/the credentials lack the right on s3:\/\/backups\/redis\/cache/);
  expect(scene.bucket.ids(prefix)).toEqual([]);
});

test("uploads have a checksum where the settings say so, and each request is taken by the store", async () => {
  let sent = "";
  spoil = (chunk) => ((sent += chunk.toString("latin1")), chunk);
  const hasChecksum = () => /^x-amz-(checksum-|trailer: ?x-amz-checksum-)/im.test(sent);
  await takeBackup(shared());
  expect(sent).toContain("PUT ");
  expect(hasChecksum()).toBe(false);
  await takeBackup(withBackup(shared(), { checksums: "whenSupported" }));
  expect(hasChecksum()).toBe(true);
});

const uploads = 100_000;

test("a slow upload is waited for", async () => {
  const scene = shared();
  spoil = async (chunk) => (await delay(150), chunk);
  await fill(scene);
  const taken = await takeBackup(scene);
  expect(taken.storedMs).toBeGreaterThan(1_000);
  expect(scene.bucket.ids(prefix)).toEqual([taken.id]);
});

test("an upload that is cut is sent again", async () => {
  let cuts = 0;
  const scene = shared();
  spoil = (chunk, { received }) => (received > uploads && cuts++ === 0 ? "cut" : chunk);
  await fill(scene);
  const taken = await takeBackup(scene);
  expect(cuts).toBeGreaterThan(0);
  expect(scene.bucket.ids(prefix)).toEqual([taken.id]);
});

test("an upload that is cut each time fails the backup", async () => {
  const scene = shared();
  spoil = (chunk, { received }) => (received > uploads ? "cut" : chunk);
  await fill(scene);
  await expect(takeBackup(scene)).rejects.toThrow(/dump\.rdb could not be uploaded/);
  expect(scene.bucket.ids(prefix).filter((id) => scene.bucket.has(`${prefix}/${id}/manifest.json`))).toEqual([]);
});

test("what is changed on its way is refused, and no backup", async () => {
  const scene = shared();
  spoil = (chunk, { received }) => {
    if (received > uploads) chunk[chunk.length - 1]! ^= 1;
    return chunk;
  };
  await fill(scene);
  await expect(takeBackup(scene)).rejects.toThrow(/dump\.rdb/);
  expect(scene.bucket.ids(prefix).filter((id) => scene.bucket.has(`${prefix}/${id}/manifest.json`))).toEqual([]);
});

test("old backups go once the new one is verified; half an upload goes after a day", async () => {
  const scene = withBackup(shared(), { keep: { last: 1, daily: 2, weekly: 0, monthly: 0 } });
  const { bucket } = scene;
  const hold = (id: string, days: number, files: string[]) => {
    for (const file of files) {
      bucket.write(`${prefix}/${id}/${file}`, "{}");
      bucket.date(`${prefix}/${id}/${file}`, new Date(Date.now() - days * 86_400_000));
    }
  };
  hold("old", 3, ["dump.rdb", "manifest.json"]);
  hold("older", 4, ["dump.rdb", "manifest.json"]);
  hold("half", 3, ["dump.rdb"]);
  hold("young-half", 0, ["dump.rdb"]);
  const taken = await takeBackup(scene);
  expect(bucket.ids(prefix).filter((id) => bucket.has(`${prefix}/${id}/dump.rdb`))).toEqual(
    [taken.id, "old", "young-half"].sort(),
  );
  expect(taken.kept).toBe(2);
});

test("a place that is another's is refused, and nothing in it changes", async () => {
  const scene = shared();
  const first = await takeBackup(scene);
  const other = { ...scene, context: { ...scene.context, owner: "redis.staging.redis-cache" } };
  await expect(takeBackup(other)).rejects.toThrow(
    /holds the backups of redis-cache, and this is redis\.staging\.redis-cache; write another backup\.prefix/,
  );
  await expect(fetchLatest(other)).rejects.toThrow(/holds the backups of redis-cache, and .* write restore\.prefix/);
  expect(scene.bucket.ids(prefix)).toEqual([first.id]);
  expect((await fetchLatest(scene)).id).toBe(first.id);
});

test("another's backups, from before places had owners, are neither removed nor restored", async () => {
  const scene = withBackup(shared(), { keep: { last: 1, daily: 0, weekly: 0, monthly: 0 } });
  const { bucket } = scene;
  const hold = (id: string, manifest: string) => {
    bucket.write(`${prefix}/${id}/manifest.json`, manifest);
    bucket.date(`${prefix}/${id}/manifest.json`, new Date(Date.now() - 86_400_000));
  };
  hold("theirs", '{\n  "id": "theirs",\n  "instance": "redis-other",\n  "format": 1\n}\n');
  hold("ours", '{\n  "id": "ours",\n  "instance": "redis-cache",\n  "format": 1\n}\n');
  await expect(fetchLatest(scene, "theirs")).rejects.toThrow(/it is a backup of redis-other/);
  const taken = await takeBackup(scene);
  expect(bucket.ids(prefix).filter((id) => bucket.has(`${prefix}/${id}/manifest.json`))).toEqual(
    [taken.id, "theirs"].sort(),
  );
});

test("a setting with spaces is one argument of the store's program", async () => {
  const kmsKey = "abc --acl public-read";
  const scene = withBackup(shared(), { encryption: "kms", kmsKey });
  const PATH = program(scene, "aws", `printf '%s\\n' "$@" >>"${scene.cluster.folder}/arguments"; exit 1`);
  await expect(takeBackup(scene, { PATH })).rejects.toThrow(/could not be uploaded/);
  const given = readFileSync(join(scene.cluster.folder, "arguments"), "utf8").split("\n");
  expect(given[given.indexOf("--sse-kms-key-id") + 1]).toBe(kmsKey);
  expect(given).not.toContain("--acl");
});

test("a backup that fails removes none, however old they are", async () => {
  const scene = withBackup(shared(), { keep: { last: 1, daily: 1, weekly: 0, monthly: 0 } });
  const first = await takeBackup(scene);
  await expect(takeBackup(scene, { CHECK_RDB: "false" })).rejects.toThrow(/is damaged/);
  expect(scene.bucket.ids(prefix)).toEqual([first.id]);
});

test("a clock that jumped ahead: the next backup is still the newest", async () => {
  const scene = withBackup(shared(), { keep: { last: 1, daily: 1, weekly: 0, monthly: 0 } });
  const PATH = program(scene, "date", `exec /bin/date -d "400 days" "$@"`);
  const ahead = await takeBackup(scene, { PATH });
  const after = await takeBackup(scene);
  expect(ahead.id > after.id).toBe(true);
  expect(scene.bucket.ids(prefix)).toEqual([after.id]);
});

function fetchLatest(scene: Scene, which = "latest"): Promise<Manifest> {
  return withSceneJob(scene, (job) => fetchBackup(job, which, () => {}));
}

function withKeys(scene: Scene, keys: Partial<BucketSecrets>): Scene {
  return { ...scene, keys: { ...scene.keys, ...keys } };
}

/** A megabyte that does not compress. */
async function fill({ cluster }: Scene): Promise<void> {
  const noise = Array.from({ length: 100_000 }, () => Math.random().toString(36).slice(2, 12)).join("");
  await cluster.home.askAs("app", "SET", "noise", noise);
}
