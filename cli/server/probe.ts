import { spawnSync } from "node:child_process";
import { Redis } from "ioredis";
import type { ServerAnswers } from "../../configs/directives/check-server";
import type { ServerVersion } from "../../configs/directives";
import { directive, directiveNames } from "../../configs/directives";
import { UserError } from "../terminal/errors";
import { which } from "../process";
import { withBareServer } from "./bare";

/** Starts the server on loopback without a configuration file, asks all that checkServer needs, and ends it. */
export async function probeServer(binary: string): Promise<ServerAnswers> {
  const server = serverVersion(binary);
  return withBareServer(binary, {}, async ({ port, startedWith }) => {
    const client = new Redis({ port, protocol: 2, retryStrategy: () => 50 });
    client.on("error", () => {});
    try {
      return { server, ...(await ask(client, server)), startedWith };
    } finally {
      client.disconnect();
    }
  });
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

/** The servers that a command tries where none is named. */
export function serversOnPath(): string[] {
  const found = ["redis-server", "valkey-server"].flatMap((name) => which(name) ?? []);
  if (found.length === 0)
    throw new UserError("no redis-server or valkey-server on PATH", "name one with --server PATH");
  return found;
}
