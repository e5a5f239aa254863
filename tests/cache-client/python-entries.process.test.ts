import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Cache, createClient } from "../../clients/node/src";
import { clientEnvironment, clientFolder, pythonWith } from "../../benchmarks/python-client";
import { startServer, stopServers } from "../support/redis-process";
import { testServers } from "../support/servers";
import { patient } from "./support/patience";

const values: [name: string, codec: "json" | "bytes", value: unknown][] = [
  ["zero", "json", 0],
  ["false", "json", false],
  ["null", "json", null],
  ["empty text", "json", ""],
  ["text with a control character, an emoji and a lone surrogate", "json", "a\0b 🔑 \ud800"],
  ["numbers", "json", [0.1, -12.5, 9007199254740991, 1.5e-300]],
  ["an object", "json", { b: [1, { c: null }], "a key": "é".repeat(500) }],
  ["bytes", "bytes", Buffer.from([0, 255, 10, 128])],
  ["many bytes", "bytes", Buffer.alloc(5000, "x")],
];
const tags = ["c", "a b,=%", "🔑"];
const ways = values.flatMap(([name, codec, value]) =>
  [undefined, 0].map((compressFrom) => ({ name, codec, value, compressFrom })),
);

let python: ChildProcess;
let ask: (step: object) => Promise<{ value: unknown } | null>;
let client: ReturnType<typeof createClient>;

beforeAll(async () => {
  const [server] = testServers().filter(({ version }) => version.startsWith("6.2"));
  const { port } = await startServer(server!, { main: "redis.conf", files: { "redis.conf": 'save ""\n' } });
  client = createClient({ url: `redis://127.0.0.1:${port}` });
  const interpreter = await pythonWith("requirements-dev.txt", () => {});
  python = spawn(interpreter, [join(clientFolder, "tests", "entries_program.py")], {
    env: { ...process.env, ...clientEnvironment, REDIS_URL: `redis://127.0.0.1:${port}` },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: python.stdout! })[Symbol.asyncIterator]();
  ask = async (step) => {
    python.stdin!.write(`${JSON.stringify(step)}\n`);
    return JSON.parse((await lines.next()).value as string) as { value: unknown } | null;
  };
});

afterAll(async () => {
  python.kill();
  client.disconnect();
  await stopServers();
});

const shown = (value: unknown) => (Buffer.isBuffer(value) ? { base64: value.toString("base64") } : value);

test.each(ways)("$name, $codec, compressed from $compressFrom: what one writes the other reads", async (way) => {
  const { name, codec, value, compressFrom } = way;
  const cache = new Cache(client, { prefix: "entries", codec, compressFrom, ...patient });
  const step = { codec, compressFrom, tags };

  await cache.set(name, value, { ttl: 60, tags });
  expect(await ask({ ...step, get: name })).toEqual({ value: shown(value) });
  expect(await ask({ ...step, set: `${name} back`, value: shown(value) })).toBeNull();
  expect((await cache.get(`${name} back`, { tags }))?.value).toEqual(value);

  // An invalidation of one is one of the other.
  await cache.invalidate({ tags: ["🔑"] });
  expect(await ask({ ...step, get: name })).toBeNull();
  expect(await ask({ ...step, get: `${name} back` })).toBeNull();
  await cache.close();
});
