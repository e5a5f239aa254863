import type { ChildProcess } from "node:child_process";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "../../benchmarks/free-ports";
import type { RedisOptions } from "ioredis";
import { Redis } from "ioredis";
import pWaitFor from "p-wait-for";
import type { InstalledServer } from "./servers";

/** A server process of a test, on loopback and in a folder of its own. */
export interface RedisProcess {
  port: number;
  folder: string;
  /** What it has printed so far. */
  log: () => string;
  /** A new connection, closed with the process. */
  connect: (options?: RedisOptions) => Redis;
  stop: () => Promise<void>;
}

export interface StartOptions {
  /** Text by name; written into the folder. */
  files: Record<string, string>;
  /** Which of them the server reads; relative names in it are names in the folder. */
  main: string;
  sentinel?: boolean;
  /** A free one unless given. */
  port?: number;
}

const running = new Set<RedisProcess>();

/** Ends all servers of the test file: `afterEach(stopServers)`. */
export async function stopServers(): Promise<void> {
  await Promise.all([...running].map((server) => server.stop()));
}

/** Starts a server from configuration files and waits until it listens; fails with its output where it ends instead. */
export async function startServer(server: InstalledServer, options: StartOptions): Promise<RedisProcess> {
  const folder = writeFiles(options.files);
  const port = options.port ?? (await freePorts(1));
  const child = spawn(server.binary, [...fileArguments(options), "--port", `${port}`, "--bind", "127.0.0.1"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const started = track(child, folder, port);
  try {
    await pWaitFor(() => child.exitCode !== null || isReady(started.log()), { interval: 10, timeout: 120_000 });
    if (child.exitCode !== null) throw new Error(`ended with code ${child.exitCode}`);
  } catch (error) {
    const output = started.log();
    await started.stop();
    throw new Error(`${server.binary}: ${(error as Error).message}\n${output}`);
  }
  return started;
}

/**
 * Why the server does not start from these files, in its words; undefined where it does. With port 0 it reads its
 * configuration and users, and ends after 20 ms (issue 4, toolchain).
 */
export async function refusal(
  server: InstalledServer,
  options: Omit<StartOptions, "port">,
): Promise<string | undefined> {
  const folder = writeFiles(options.files);
  try {
    const output = await outputOf(server.binary, [...fileArguments(options), "--port", "0"], folder);
    return output.includes("Configured to not listen anywhere") ? undefined : output;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fileArguments({ main, sentinel }: Pick<StartOptions, "main" | "sentinel">): string[] {
  return [main, ...(sentinel ? ["--sentinel"] : [])];
}

function writeFiles(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "redis-cache-test-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function track(child: ChildProcess, folder: string, port: number): RedisProcess {
  let output = "";
  const clients: Redis[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (output += text));
  const killAtExit = () => child.kill("SIGKILL");
  process.once("exit", killAtExit);

  const tracked: RedisProcess = {
    port,
    folder,
    log: () => output,
    connect: (options) => {
      const client = new Redis({ port, host: "127.0.0.1", ...options });
      clients.push(client);
      return client;
    },
    stop: async () => {
      for (const client of clients) client.disconnect();
      await end(child);
      process.off("exit", killAtExit);
      running.delete(tracked);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  running.add(tracked);
  return tracked;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

/** A server says the first, a Sentinel the second. */
function isReady(log: string): boolean {
  return /Ready to accept connections|Sentinel ID is/.test(log);
}

function outputOf(command: string, args: string[], cwd: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd, timeout: 120_000, killSignal: "SIGKILL" }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}
