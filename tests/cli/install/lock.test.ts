import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../../../cli/install/lock";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "redis-cache-lock-"));
  file = join(folder, "deep", "engine.lock");
});

afterEach(() => rmSync(folder, { recursive: true }));

it("lets one work at a time", async () => {
  const events: string[] = [];
  const work = (name: string) => async () => {
    events.push(`${name} starts`);
    await Promise.resolve();
    events.push(`${name} ends`);
  };
  const told: string[] = [];
  await Promise.all(["a", "b"].map((name) => withLock(file, (text) => told.push(text), work(name))));
  expect(events).toEqual(["a starts", "a ends", "b starts", "b ends"]);
  expect(told).toContain(`waiting for process ${process.pid}, which does the same`);
  expect(existsSync(file)).toBe(false);
});

it("takes over from a process that is gone", async () => {
  await withLock(
    file,
    () => {},
    () => Promise.resolve(writeFileSync(file, "2147483646")),
  );
  writeFileSync(file, "2147483646");
  await expect(
    withLock(
      file,
      () => {},
      () => Promise.resolve("done"),
    ),
  ).resolves.toBe("done");
});

it("frees the lock when the work fails", async () => {
  const failing = withLock(
    file,
    () => {},
    () => Promise.reject(new Error("no space")),
  );
  await expect(failing).rejects.toThrow("no space");
  expect(existsSync(file)).toBe(false);
});
