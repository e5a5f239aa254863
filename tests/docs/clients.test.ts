import { clientsOfTest } from "../clients/clients";
import { blocksOf } from "../support/page-blocks";
import { repositoryFiles, textOf } from "../support/repository";

const page = "docs/clients.md";
const folder = "tests/clients";

/** Files that `npm run test:clients` runs, by the section of the page that shows them. */
const shown: Record<string, string> = {
  ioredis: "node/ioredis.ts",
  BullMQ: "node/bullmq.ts",
  "node-redis": "node/node-redis.ts",
  "redis-py": "python/redis_py.py",
  Celery: "python/celery_app.py",
  "go-redis": "go/goredis.go",
  Jedis: "java/src/main/java/WithJedis.java",
  Lettuce: "java/src/main/java/WithLettuce.java",
  "redis-rs": "rust/src/with_redis_rs.rs",
  Sidekiq: "ruby/with_sidekiq.rb",
};

/** Beside those, what the page only points at. */
const pointedAt = ["node/socket-io.ts", "python/redis_py_asyncio.py", "java/src/main/java/WithRedisson.java"];

const blocks = blocksOf(page).filter(({ language }) => !["sh", "csharp"].includes(language));

it.each(Object.entries(shown))("shows for %s what the tests run", (heading, file) => {
  const found = blocks.filter((block) => block.heading === heading).map(({ text }) => text);
  expect(found).toEqual([textOf(`${folder}/${file}`)]);
});

it("shows no other code", () => {
  expect(blocks.map(({ heading }) => heading).sort()).toEqual(Object.keys(shown).sort());
});

it("points at the programs that it does not show", () => {
  const linked = [...textOf(page).matchAll(/\]\(\.\.\/tests\/clients\/([^)]+)\)/g)].map(([, file]) => file);
  expect(linked).toEqual(expect.arrayContaining(pointedAt));
});

it.each([
  ["redis_py.py", "redis_py_asyncio.py"],
  ["plain.py", "plain_asyncio.py"],
])("differs between the two APIs of redis-py only by the modules: %s and %s", (sync, asyncio) => {
  const plain = (text: string) => text.replaceAll("redis.asyncio", "redis");
  expect(plain(textOf(`${folder}/python/${asyncio}`))).toBe(textOf(`${folder}/python/${sync}`));
});

it("says what was measured with each", () => {
  const rows = textOf(page)
    .split("\n")
    .filter((line) => line.startsWith("| "));
  const missing = clientsOfTest.filter((client) => !rows.some((row) => row.includes(` ${client} `)));
  expect(missing).toEqual([]);
});

it("names the versions that the tests run", () => {
  const manifests = repositoryFiles(folder).filter((path) =>
    /(requirements\.txt|go\.mod|pom\.xml|Cargo\.toml)$/.test(path),
  );
  const pinned = [...manifests, "package.json"].map((path) => textOf(path)).join("\n");
  const versions = [...textOf(page).matchAll(/^Version (\d[\w.]*\w)/gm)].map(([, version]) => version!);
  expect(versions.length).toBeGreaterThanOrEqual(8);
  expect(versions.filter((version) => !pinned.includes(version))).toEqual([]);
});
