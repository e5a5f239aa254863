import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { isAbsolute } from "node:path";
import type { provider } from "@pulumi/pulumi";
import { isListening } from "./ask";
import { inputNames, type NodeInputs, type NodeKind, nodeKinds } from "./inputs";
import { findServer, installedServers, isOnPath } from "./installed";
import { processesIn } from "./processes";
import { isUnknown } from "./values";

type Failure = provider.CheckFailure;
type Properties = Partial<Record<keyof NodeInputs, unknown>>;

/** Refuses inputs from which no node can be made: each with its property, value, reason and fix. */
export async function checkInputs(olds: Properties, news: Properties): Promise<Failure[]> {
  const failures = [...checkNames(news), ...checkShapes(news)];
  if (failures.length > 0 || isUnknown(news)) return failures;
  const inputs = news as NodeInputs;
  const port = movesTo(olds, inputs) ? await portFailure(inputs) : undefined;
  return [...checkServer(inputs), ...(port ? [port] : [])];
}

function checkNames(news: Properties): Failure[] {
  const unknown = Object.keys(news).filter((name) => !(inputNames as string[]).includes(name));
  const missing = inputNames.filter((name) => news[name] === undefined);
  return [
    ...unknown.map((name) =>
      failure(name, "is not an input of a node", `remove it; inputs are ${inputNames.join(", ")}`),
    ),
    ...missing.map((name) => failure(name, "is missing", `give it: ${shapes[name].wanted}`)),
  ];
}

interface Shape {
  wanted: string;
  fits: (value: unknown) => boolean;
}

const matches = (pattern: RegExp) => (value: unknown) => typeof value === "string" && pattern.test(value);
const isAbsolutePath = (value: unknown) => typeof value === "string" && isAbsolute(value);
const isFiles = (value: unknown) =>
  isRecord(value) && Object.entries(value).every(([name, text]) => /^[\w.-]+$/.test(name) && typeof text === "string");
const files = (what: string): Shape => ({ wanted: `${what}, as texts by file name`, fits: isFiles });

const shapes: Record<keyof NodeInputs, Shape> = {
  node: {
    wanted: "a DNS label, such as cache-replica-0",
    fits: matches(/^[a-z]([a-z0-9-]*[a-z0-9])?$/),
  },
  kind: {
    wanted: `one of ${nodeKinds.join(", ")}`,
    fits: (value) => (nodeKinds as readonly unknown[]).includes(value),
  },
  host: {
    wanted: "a loopback address, such as 127.0.0.1",
    fits: matches(/^(127(\.\d+){3}|::1|localhost)$/),
  },
  port: { wanted: "a whole number from 1 to 65535", fits: (value) => isWhole(value, 1, 65535) },
  directory: { wanted: "an absolute path", fits: isAbsolutePath },
  config: files("the rendered configuration"),
  secrets: files("the passwords of the users"),
  tls: files("ca.crt, tls.crt and tls.key, or nothing"),
  scripts: {
    wanted: "{folder: an absolute path, checksum: of the scripts in it}",
    fits: (value) => isRecord(value) && isAbsolutePath(value.folder) && matches(/^[0-9a-f]{64}$/)(value.checksum),
  },
  restartChecksum: { wanted: "a text", fits: (value) => typeof value === "string" },
  server: {
    wanted: '{engine: "redis" or "valkey", version: such as "7.0"}',
    fits: (value) =>
      isRecord(value) && matches(/^(redis|valkey)$/)(value.engine) && matches(/^\d+\.\d+$/)(value.version),
  },
  keepData: { wanted: "true or false", fits: (value) => typeof value === "boolean" },
  stopGrace: { wanted: "a time in ms, up to an hour", fits: (value) => isWhole(value, 0, 3_600_000) },
};

const confidential: string[] = ["secrets", "tls"];

function checkShapes(news: Properties): Failure[] {
  return inputNames
    .filter((name) => news[name] !== undefined && !isUnknown(news[name]) && !shapes[name].fits(news[name]))
    .map((name) => {
      const value = confidential.includes(name) ? "" : ` = ${JSON.stringify(news[name])}`;
      return failure(name, `${value} is refused`.trim(), `give ${shapes[name].wanted}`);
    });
}

/** What a node runs that is no Redis, and how `redis-cache up` comes by it. */
const programs: Partial<Record<NodeKind, { name: string; way: "builds" | "installs" }>> = {
  s3: { name: "versitygw", way: "builds" },
  haproxy: { name: "haproxy", way: "installs" },
  envoy: { name: "envoy", way: "installs" },
  twemproxy: { name: "nutcracker", way: "installs" },
  exporter: { name: "redis_exporter", way: "builds" },
  prometheus: { name: "prometheus", way: "installs" },
  alertmanager: { name: "alertmanager", way: "installs" },
};

function checkServer({ kind, server }: NodeInputs): Failure[] {
  const program = programs[kind];
  if (program && !isOnPath(program.name)) {
    const reason = `= ${kind} needs the program ${program.name}, which is not on PATH`;
    return [failure("kind", reason, `\`redis-cache up\` ${program.way} it`)];
  }
  if (findServer(server)) return [];
  const found = installedServers();
  const has = found.map(({ engine, release, server }) => `${engine} ${release} (${server})`).join(", ") || "none";
  const other = found[0] && `set server.engine to ${found[0].engine} and server.version to "${found[0].version}", or `;
  const reason = `= ${server.engine} ${server.version} is not installed; found: ${has}`;
  return [failure("server", reason, `${other ?? ""}install ${server.engine} ${server.version} on PATH`)];
}

/** A node that stays where it is has its port itself. */
const movesTo = (olds: Properties, news: NodeInputs) => olds.port !== news.port || olds.host !== news.host;

/** Where a node wants to listen, and whose processes may be there already. */
interface WantedPort extends Pick<NodeInputs, "host" | "port" | "directory"> {
  /**
   * Folder of all nodes whose processes may have it.
   * @default directory
   */
  stackFolder?: string;
}

/** Why a node cannot have its port; undefined where it can. */
export async function portFailure(wanted: WantedPort): Promise<Failure | undefined> {
  const { host, port, directory, stackFolder = directory } = wanted;
  if (!(await isListening(host, port))) return undefined;
  const owner = ownerOf(port);
  const own = processesIn(stackFolder).map(({ pid }) => pid);
  // Left by an interrupted create, which ends it.
  if (owner ? own.includes(owner.pid) : own.length > 0) return undefined;
  const who = owner ? `${owner.command} (pid ${owner.pid})` : "another process";
  const fix =
    "end that process, or give the instance a free port: network.port, network.sentinelPort, or that of the part";
  return failure("port", `= ${port} is used by ${who}`, fix);
}

/** The process that listens on a port, as far as this user may see it. */
function ownerOf(port: number): { pid: number; command: string } | undefined {
  if (!existsSync("/proc/net/tcp")) return undefined;
  const sockets = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) => listeningSockets(file, port));
  const pid = readdirSync("/proc").find((name) => /^\d+$/.test(name) && holdsOneOf(name, sockets));
  return pid ? { pid: Number(pid), command: readFileSync(`/proc/${pid}/comm`, "utf8").trim() } : undefined;
}

function listeningSockets(file: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = (existsSync(file) ? readFileSync(file, "utf8") : "").split("\n").map((row) => row.trim().split(/\s+/));
  return rows.filter((row) => row[1]?.endsWith(suffix) && row[3] === "0A").map((row) => `socket:[${row[9]}]`);
}

function holdsOneOf(pid: string, sockets: string[]): boolean {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((descriptor) => sockets.includes(readlinkSync(`${folder}/${descriptor}`)));
  } catch {
    return false; // another user's, or ended meanwhile
  }
}

const failure = (property: string, reason: string, fix: string): Failure => ({
  property,
  reason: `${property} ${reason}. Fix: ${fix}.`,
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isWhole = (value: unknown, from: number, to: number) =>
  Number.isInteger(value) && (value as number) >= from && (value as number) <= to;
