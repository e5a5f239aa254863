import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { instanceContext, type InstanceInput, parseStack } from "../../../configs";
import { renderInstance } from "../../../configs/render";
import { run } from "../../support/command";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "redis-cache-twemproxy-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Its files in a stack with the shards of these names. */
function filesOf(proxy: InstanceInput["proxy"], shards: readonly string[] = [], more: InstanceInput = {}) {
  const others = shards.map((name, i) => {
    const network = { port: 8000 + 20 * i, sentinelPort: 28_000 + 20 * i };
    return [name, { preset: "pureCache" as const, network }] as const;
  });
  const cache = { preset: "pureCache" as const, ...more, proxy: { kind: "twemproxy" as const, ...proxy, shards } };
  const instances = { cache: cache as InstanceInput, ...Object.fromEntries(others) };
  const stack = parseStack({ platform: "local", instances });
  return renderInstance(instanceContext(stack, "cache", stack.instances.cache!)).proxy!;
}

const names = fc.uniqueArray(fc.stringMatching(/^[d-w]([a-z0-9-]{0,8}[a-z0-9])?$/), { maxLength: 6 });

test("nutcracker takes what is rendered, with any shards", async () => {
  await fc.assert(
    fc.asyncProperty(
      names,
      fc.constantFrom("1s" as const, "10s" as const, "5m" as const),
      fc.integer({ min: 1024, max: 7000 }),
      async (shards, hold, port) => {
        expect(await refusal(filesOf({ hold, port }, shards)["nutcracker.yml"]!)).toBe("");
      },
    ),
    { numRuns: 25 },
  );
});

test("it does refuse what is wrong", async () => {
  expect(await refusal(filesOf({})["nutcracker.yml"]!.replace("ketama", "nonsense"))).toContain("syntax is invalid");
});

test("a server is called by its instance alone, and a follower knows its Sentinels, nodes and password", () => {
  const files = filesOf({}, ["cache2"]);
  expect(files["nutcracker.yml"]).toContain("    - MASTER:1 cache\n    - MASTER:1 cache2\n");
  expect(files["start.env"]).toContain("SHARDS='cache cache2'\n");
  expect(files["shard-cache.env"]).toContain("PASSWORD_FILE=proxy\n");
  expect(files["shard-cache2.env"]).toContain("PASSWORD_FILE=proxy.cache2\n");
  expect(files["shard-cache2.env"]).toContain("MASTER_NAME=redis-cache2\n");
  expect(files["shard-cache2.env"]).toContain("NODES='cache2-master-0=127.0.0.1:8000 cache2-replica-0=127.0.0.1:8001");
  expect(files["shard-cache2.env"]).toContain("SENTINELS='cache2-sentinel-0=127.0.0.1:28000 ");
});

test("an answer's limit is in the file that is read while it runs, connections and the login are not", () => {
  const before = filesOf({});
  const changed = (after: Record<string, string>) => Object.keys(before).filter((file) => before[file] !== after[file]);
  expect(changed(filesOf({ hold: "20s" }))).toEqual(["nutcracker.yml"]);
  expect(changed(filesOf({ maxConnections: 10 }))).toEqual(["start.env"]);
  expect(changed(filesOf({}, [], { secrets: { appUser: "app-b" } }))).toEqual(["start.env"]);
});

/** What it says of the file; empty where it takes it. */
async function refusal(template: string): Promise<string> {
  const file = join(folder, "nutcracker.yml");
  writeFileSync(file, filledIn(template));
  const { output, exitCode } = await run("nutcracker", ["-t", "-c", file], {});
  return exitCode === 0 ? "" : output;
}

/** As twemproxy.sh does. */
function filledIn(template: string): string {
  return template
    .replace("BIND", "127.0.0.1")
    .replace("PASSWORD", String.raw`"a \"password\": \\ # of clients"`)
    .replaceAll("MASTER", "127.0.0.1:1");
}
