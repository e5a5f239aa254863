import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { LocalProvider } from "../../../providers/local/provider";
import { isSecret, plain, secret } from "../../../providers/local/values";
import { runtimeFolder, runtimeScripts } from "../../../runtime";

const provider = new LocalProvider("0.0.0");
const urn = "urn:pulumi:test::scratch::redis-cache:index:RedisCache$redis-local:index:Folder::cache-redis";

type Properties = Record<string, unknown>;

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "redis-cache-folder-"))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Makes it, and gives what Pulumi keeps of it. */
async function created(inputs: Properties): Promise<{ id: string; outs: Properties }> {
  const { id, outs } = (await provider.create(urn, inputs)) as { id: string; outs: Properties };
  return { id, outs };
}

const folder = (files: unknown) => ({ directory: join(root, "cache/redis"), files });

function written(): Record<string, string> {
  const { directory } = folder({});
  return Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "utf8")]));
}

const files = fc.dictionary(fc.stringMatching(/^[a-z][\w.-]{0,8}$/), fc.string(), { minKeys: 1, maxKeys: 4 });

test("has the very files that it is made of and then changed to, and reads them back", async () => {
  await fc.assert(
    fc.asyncProperty(files, files, async (first, second) => {
      const { id, outs } = await created(folder(first));
      expect(written()).toEqual(first);
      const changed = await provider.update(id, urn, outs, folder(second));
      expect(written()).toEqual(second);
      expect(await provider.read(id, urn, changed.outs as Properties)).toMatchObject({ id, props: folder(second) });
    }),
    { numRuns: 50 },
  );
});

test("others may read the files, but not get into the folders above them, whatever the umask", async () => {
  const umask = process.umask(0o077);
  await provider.create(urn, folder({ app: "password" }));
  process.umask(umask);
  const modes = ["cache/redis/app", "cache/redis", "cache"].map((path) => statSync(join(root, path)).mode & 0o777);
  expect(modes).toEqual([0o644, 0o755, 0o700]);
});

test("a file that somebody has changed is seen, and one more folder that nobody needs goes", async () => {
  const { id, outs } = await created(folder(secret({ app: "one" })));
  writeFileSync(join(root, "cache/redis/app"), "another");
  const props = (await provider.read(id, urn, outs)).props as Properties;
  expect(isSecret(props.files)).toBe(true);
  expect(plain(props)).toMatchObject({ files: { app: "another" } });
  await provider.delete(id, urn, outs);
  expect(existsSync(join(root, "cache"))).toBe(false);
});

test("scripts are in it by their checksum", async () => {
  const inputs = { ...folder({}), scripts: runtimeFolder() };
  const { id, outs } = await created(inputs);
  expect(written()).toEqual(runtimeScripts());
  expect((await provider.read(id, urn, outs)).props).toEqual(inputs);
  chmodSync(join(root, "cache/redis/redis.sh"), 0o644);
  writeFileSync(join(root, "cache/redis/redis.sh"), "exit\n");
  const props = (await provider.read(id, urn, outs)).props as Properties;
  expect(await provider.diff(id, urn, props, inputs)).toEqual({ replaces: [] });
});

test("a folder that is gone is made again", async () => {
  expect(await provider.read("x", urn, folder({ app: "one" }))).toEqual({ id: "", props: {} });
});

test.each([
  [{ directory: "nodes", files: {} }, "directory"],
  [{ directory: "/nodes", files: { "../app": "x" } }, "files"],
  [{ directory: "/nodes", files: { app: 1 } }, "files"],
])("refuses %j", async (inputs, property) => {
  const { failures } = await provider.check(urn, {}, inputs);
  expect(failures?.map((failure) => failure.property)).toEqual([property]);
});
