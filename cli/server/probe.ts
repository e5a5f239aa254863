import type { ChildProcess } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import getPort from "get-port";
import { Redis } from "ioredis";
import pWaitFor from "p-wait-for";
import type { ServerAnswers } from "../../configs/directives/check-server";
import type { ServerVersion } from "../../configs/directives";
import { directive, directiveNames } from "../../configs/directives";
import { UserError } from "../terminal/errors";
import { followed } from "../process/signals";
import { which } from "../process";

/** Starts the server on loopback without a configuration file, asks all that checkServer needs, and ends it. */
export async function probeServer(binary: string): Promise<ServerAnswers> {
  const server = serverVersion(binary);
  const folder = await mkdtemp(join(tmpdir(), "redis-cache-directives-"));
  const settings = { bind: "127.0.0.1", dir: folder, port: String(await getPort({ host: "127.0.0.1" })), save: "" };
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(binary, flags, { stdio: "ignore" });
  followed(child);
  const client = new Redis({ port: Number(settings.port), protocol: 2, retryStrategy: () => 50 });
  // Refused connections until the server listens.
  client.on("error", () => {});
  try {
    await ready(binary, child, client);
    return { server, ...(await ask(client, server)), startedWith: Object.keys(settings) };
  } finally {
    client.disconnect();
    await end(child);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Engine and version as `--version` tells them. */
export function serverVersion(binary: string): ServerVersion {
  const { error, stdout } = spawnSync(binary, ["--version"], { encoding: "utf8" });
  if (error) throw new UserError(`${binary} cannot be run: ${error.message}`);
  const [, engine, version] = /^(Redis|Valkey) server v=(\d+\.\d+\.\d+)/.exec(stdout) ?? [];
  const [line] = stdout.trim().split("\n");
  if (!engine || !version) throw new UserError(`${binary} is neither redis-server nor valkey-server: ${line}`);
  return { engine: engine.toLowerCase() as ServerVersion["engine"], version };
}

async function ready(binary: string, child: ChildProcess, client: Redis): Promise<void> {
  await pWaitFor(() => client.status === "ready" || child.exitCode !== null, { interval: 20, timeout: 10_000 });
  if (child.exitCode !== null) throw new UserError(`${binary} ended with code ${child.exitCode} as it started`);
}

type Answers = Pick<ServerAnswers, "reported" | "hidden" | "setAttempts">;

async function ask(client: Redis, server: ServerVersion): Promise<Answers> {
  const reported = await configGet(client, "*");
  const names = directiveNames(server);
  const hidden: Record<string, string> = {};
  for (const name of names.filter((name) => directive(server, name)?.hidden)) {
    Object.assign(hidden, await configGet(client, name));
  }
  const setAttempts: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries({ ...reported, ...hidden })) {
    setAttempts[name] = await configSet(client, name, value);
  }
  return { reported, hidden, setAttempts };
}

async function configGet(client: Redis, pattern: string): Promise<Record<string, string>> {
  const flat = (await client.call("CONFIG", "GET", pattern)) as string[];
  return Object.fromEntries(flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1] ?? ""]] : [])));
}

/** The error, or undefined where it was taken. */
async function configSet(client: Redis, name: string, value: string): Promise<string | undefined> {
  try {
    await client.call("CONFIG", "SET", name, value);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

/** The servers that a command tries where none is named. */
export function serversOnPath(): string[] {
  const found = ["redis-server", "valkey-server"].flatMap((name) => which(name) ?? []);
  if (found.length === 0)
    throw new UserError("no redis-server or valkey-server on PATH", "name one with --server PATH");
  return found;
}
