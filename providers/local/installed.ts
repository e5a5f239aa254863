import { spawnSync } from "node:child_process";
import { accessSync, constants, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";

/** A Redis or Valkey server found on this machine. */
export interface InstalledServer {
  engine: "redis" | "valkey";
  /** Major and minor version, as settings name it: `7.0`. */
  version: string;
  /** Full version: `7.0.15`. */
  release: string;
  /** Whether it takes `activedefrag yes`, as only builds with the jemalloc of its sources do. */
  readonly defragments: boolean;
  /** Absolute path of the server. */
  server: string;
  /** Absolute path of the command-line client that goes with it. */
  cli: string;
}

type Wanted = Pick<InstalledServer, "engine" | "version">;

/** The server that a node runs where settings name none: the first one on PATH, else the newest in the cache folder. */
export function installedServer(): InstalledServer | undefined {
  return serversIn(pathFolders())[0] ?? serversIn(cacheFolders())[0];
}

/** All servers on PATH and in the user's cache folder, those on PATH first. */
export function installedServers(): InstalledServer[] {
  return serversIn([...pathFolders(), ...cacheFolders()]);
}

/** The installed server of an engine and version. */
export function findServer(wanted: Wanted): InstalledServer | undefined {
  const fits = (found: InstalledServer) => found.engine === wanted.engine && found.version === wanted.version;
  return serversIn(pathFolders()).find(fits) ?? serversIn(cacheFolders()).find(fits);
}

/** Whether a program that is no Redis is on PATH. */
export function isOnPath(program: string): boolean {
  return pathFolders().some((folder) => isExecutable(join(folder, program)));
}

/** Reads the line that `redis-server --version` prints. */
export function parseVersion(line: string): Pick<InstalledServer, "engine" | "version" | "release"> {
  const match = /^(Redis|Valkey) server v=((\d+\.\d+)\S*) /.exec(line);
  if (!match) throw new Error(`not the version line of a Redis or Valkey server: ${line.trim() || "nothing"}`);
  const [, engine, release, version] = match as unknown as [string, string, string, string];
  return { engine: engine === "Valkey" ? "valkey" : "redis", version, release };
}

function serversIn(folders: string[]): InstalledServer[] {
  return folders.flatMap((folder) =>
    ["redis-server", "valkey-server"].flatMap((name) => inspect(join(folder, name)) ?? []),
  );
}

const inspected = new Map<string, InstalledServer | undefined>();

function inspect(server: string): InstalledServer | undefined {
  if (!inspected.has(server)) inspected.set(server, isExecutable(server) ? describe(server) : undefined);
  return inspected.get(server);
}

function describe(server: string): InstalledServer | undefined {
  const { stdout } = spawnSync(server, ["--version"], { encoding: "utf8", timeout: 60_000 });
  let answer: boolean | undefined;
  try {
    return {
      ...parseVersion(stdout),
      server,
      cli: clientFor(server),
      get defragments() {
        return (answer ??= takesActiveDefrag(server));
      },
    };
  } catch {
    return undefined; // another program of that name, or one built for another machine
  }
}

/** It reads the lines in turn, and ends at the first that it refuses: at the second, which all do, or before. */
function takesActiveDefrag(server: string): boolean {
  const input = "activedefrag yes\nport none\n";
  const { stdout, stderr } = spawnSync(server, ["-"], { input, encoding: "utf8", timeout: 60_000 });
  return `${stdout}${stderr}`.includes("'port none'");
}

function clientFor(server: string): string {
  const folders = [dirname(server), ...pathFolders()];
  const names = server.endsWith("valkey-server") ? ["valkey-cli", "redis-cli"] : ["redis-cli", "valkey-cli"];
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return candidates.find(isExecutable) ?? names[0]!;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const pathFolders = () => [...new Set((process.env.PATH ?? "").split(delimiter).filter(Boolean))];

/** Folders of `<cache>/redis-cache/servers/<engine>-<version>`, newest first. */
function cacheFolders(): string[] {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const servers = join(cache, "redis-cache", "servers");
  try {
    const names = readdirSync(servers).sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
    return names.flatMap((name) => [join(servers, name), join(servers, name, "bin")]);
  } catch {
    return [];
  }
}
