import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Redis } from "ioredis";
import pWaitFor from "p-wait-for";
import { startServer, stopServers } from "../support/redis-process";
import { testServers } from "../support/servers";
import { buildWorker, endWorkers, Worker } from "./support/workers";

let folder: string;
let program: string;
let port: number;
let admin: Redis;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "redis-cache-worker-"));
  program = buildWorker(folder);
  const server = testServers().find((one) => one.version.startsWith("7.0"))!;
  const started = await startServer(server, { main: "redis.conf", files: { "redis.conf": 'save ""\n' } });
  port = started.port;
  admin = started.connect();
});
afterEach(endWorkers);
afterAll(async () => {
  await stopServers();
  rmSync(folder, { recursive: true, force: true });
});

const start = (count: number) => Promise.all(Array.from({ length: count }, () => Worker.start(program, port)));
const loadsOf = async (key: string) => Number(await admin.get(`loads:${key}`));

test("20 processes want a cold key at once: one of them loads, in 20 of 20 runs, with tags and without", async () => {
  const workers = await start(20);
  for (let i = 0; i < 20; i++) {
    const tags = i % 2 === 0 ? [] : ["t", "u"];
    const answers = await Promise.all(workers.map((worker) => worker.fetch(`cold-${i}`, 200, { tags })));
    expect(answers).toEqual(workers.map(() => ({ value: 42 })));
    expect([i, await loadsOf(`cold-${i}`)]).toEqual([i, 1]);
  }
});

test("the process that loads is killed: another loads once its lease is over", async () => {
  const [first, second, third] = await start(3);
  void first!.fetch("killed", 60_000, { leaseMs: 1000 });
  await pWaitFor(async () => (await loadsOf("killed")) === 1, { timeout: 180_000 });
  const others = [second!, third!].map((worker) => worker.fetch("killed", 10));
  await first!.kill();
  expect(await Promise.all(others)).toEqual([{ value: 42 }, { value: 42 }]);
  expect(await loadsOf("killed")).toBe(2);
});

test("a loader that fails fails in its process; the others go on to load, one after the other", async () => {
  const workers = await start(3);
  const answers = await Promise.all(
    workers.map((worker, i) => worker.fetch("limited", i === 0 ? 60_000 : 20, { hardLimitMs: i === 0 ? 100 : 60_000 })),
  );
  expect(answers.slice(1)).toEqual([{ value: 42 }, { value: 42 }]);
  expect(await loadsOf("limited")).toBeLessThanOrEqual(2);
});
