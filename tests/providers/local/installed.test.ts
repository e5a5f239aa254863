import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installedServer, installedServers, parseVersion } from "../../../providers/local/installed";

test.each([
  [
    "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=ae4d7c971a948f0",
    { engine: "redis", version: "7.0", release: "7.0.15" },
  ],
  [
    "Valkey server v=8.1.8 sha=00000000:0 malloc=libc bits=64 build=2c6a7d8e9f0a1b2c",
    { engine: "valkey", version: "8.1", release: "8.1.8" },
  ],
])("%s", (line, expected) => {
  expect(parseVersion(line)).toEqual(expected);
});

test("another program's version is refused", () => {
  expect(() => parseVersion("nginx version: nginx/1.22.1")).toThrow(/not the version line of a Redis or Valkey server/);
});

test("the server on PATH comes with a client", () => {
  expect(installedServer()).toMatchObject({
    engine: expect.stringMatching(/^(redis|valkey)$/) as string,
    server: expect.stringMatching(/^\/.*-server$/) as string,
    cli: expect.stringMatching(/^\/.*-cli$/) as string,
  });
});

test("each server that is installed takes active defragmentation as it says", async () => {
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-defrag-"));
  for (const { server, defragments } of installedServers()) {
    const directives = ["--port", "0", "--unixsocket", "a.sock", "--save", "", "--activedefrag", "yes"];
    const run = spawn(server, directives, { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
    const ended = once(run, "exit").then(() => false);
    const ready = new Promise<boolean>((resolve) => {
      run.stdout.on("data", (text: Buffer) => /ready to accept connections/i.test(text.toString()) && resolve(true));
    });
    expect({ server, defragments: await Promise.race([ready, ended]) }).toEqual({ server, defragments });
    run.kill("SIGKILL");
  }
  rmSync(folder, { recursive: true });
});
