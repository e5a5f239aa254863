import { existsSync, mkdtempSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeClusters, startCluster } from "../support/cluster";
import { run } from "../support/command";
import { blocksOf } from "../support/page-blocks";
import { root } from "../support/repository";

const source = join(root, "clients/node");
const bin = (name: string) => join(root, "node_modules/.bin", name);
let project: string;
let tarball: string;

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), "redis-cache-client-"));
  const packed = await run("npm", ["pack", "--silent", "--pack-destination", project], { cwd: source });
  expect(packed).toMatchObject({ exitCode: 0 });
  tarball = join(
    project,
    readdirSync(project).find((name) => name.endsWith(".tgz"))!,
  );
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "shop", private: true }));
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  const companions = ["ioredis@6.0.0", "@types/node@20.19.43"];
  const installed = await run("npm", ["install", ...flags, tarball, ...companions], { cwd: project });
  expect(installed).toMatchObject({ exitCode: 0 });
});
afterAll(() => rm(project, { recursive: true, force: true }));
afterEach(closeClusters);

test("the package is at most 40 kB, and needs nothing but its peer", () => {
  expect(statSync(tarball).size).toBeLessThanOrEqual(40_000);
  expect(existsSync(join(project, "node_modules/redis-cache-client/LICENSE"))).toBe(true);
  expect(existsSync(join(project, "node_modules/@opentelemetry"))).toBe(false);
});

test("publint and are-the-types-wrong find nothing", async () => {
  expect(await run(bin("publint"), ["--strict"], { cwd: source })).toMatchObject({ exitCode: 0 });
  const types = await run(bin("attw"), [tarball], { cwd: project });
  expect(types.exitCode === 0 ? "" : types.output).toBe("");
});

const check = `const cache = new Cache(createClient({ url: "redis://127.0.0.1:1" }), { prefix: "shop" });
const value: Promise<number> = cache.fetch("k", ({ stale = 0 }) => stale + 1, { ttl: 60 });
const error = new CacheError("argument", "");
void [value, error.kind];
`;

test.each([
  ["index.mts", `import { Cache, CacheError, createClient } from "redis-cache-client";\n${check}`],
  ["index.cts", `import { Cache, CacheError, createClient } from "redis-cache-client";\n${check}`],
])("%s is checked by the compiler", async (file, text) => {
  writeFileSync(join(project, file), text);
  const flags = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2022", "--types", "node"];
  expect(await run(bin("tsc"), [...flags, file], { cwd: project })).toEqual({ exitCode: 0, output: "" });
});

test("import and require give the same classes", async () => {
  const text = `import { createRequire } from "node:module";
import * as imported from "redis-cache-client";
const required = createRequire(import.meta.url)("redis-cache-client");
const names = Object.keys(required).sort();
if (names.some((name) => required[name] !== imported[name])) throw new Error("they differ");
console.log(names.join());`;
  writeFileSync(join(project, "same.mjs"), text);
  const { output, exitCode } = await run(process.execPath, ["same.mjs"], { cwd: project });
  expect({ output: output.trim(), exitCode }).toEqual({
    output: "Cache,CacheError,connectionFromEnv,createClient,fetchWithCache,getCache,setCache",
    exitCode: 0,
  });
});

describe("on an instance, with the variables of redis-cache env", () => {
  let env: NodeJS.ProcessEnv;

  beforeEach(async () => {
    const { sentinels, context, passwords } = await startCluster();
    env = {
      PATH: process.env.PATH,
      REDIS_SENTINELS: sentinels.map(({ port }) => `127.0.0.1:${port}`).join(","),
      REDIS_MASTER_NAME: context.masterName,
      REDIS_USERNAME: "app",
      REDIS_PASSWORD: passwords.app,
    };
  });

  test("the example of the README runs", async () => {
    const [example] = blocksOf("clients/node/README.md").filter(
      ({ language, text }) => language === "js" && text.includes("redis-cache-client"),
    );
    writeFileSync(join(project, "example.mjs"), example!.text);
    const { output, exitCode } = await run(process.execPath, ["example.mjs"], { cwd: project, env });
    expect({ output, exitCode }).toMatchObject({ exitCode: 0 });
    expect(output).toContain("price: 25");
  });
});
