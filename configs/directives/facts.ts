import data from "../data/directive-facts.json";
import { own } from "./own";

/** A server by engine and version: `8.2`, or in full `8.2.3`. */
export interface ServerVersion {
  engine: "redis" | "valkey";
  version: string;
}

type DirectiveType = "bool" | "int" | "memory" | "memory|percent" | "enum" | "string" | "octal" | "special" | "file";

/**
 * How a value changes without a restart: true by CONFIG SET; false not at all; `protected` by CONFIG SET where
 * enable-protected-configs allows it; `partial` some values only at start; other text is the command that does it.
 */
export type Liveness = boolean | string;

/** What one version of a server knows about a directive. */
export interface DirectiveFact {
  /** Main name in this version; differs from the name asked for where that is an alias. */
  name: string;
  type: DirectiveType;
  default: string;
  live: Liveness;
  enum?: readonly string[];
  min?: bigint;
  max?: bigint;
  /** The rest of the line is several words. */
  multiArg: boolean;
  /** Holds a password: never shown. */
  sensitive: boolean;
  /** CONFIG GET * leaves it out. */
  hidden: boolean;
  /** False where CONFIG GET does not know it. */
  configGet: boolean;
  /** CONFIG SET of the value in force is not a no-op: files are read again. */
  reapplies: boolean;
  /** Known only to builds with this feature. */
  needsBuild?: string;
  note?: string;
}

/** One option of Sentinel, `sentinel NAME [MASTER] VALUE` in its file. */
export interface SentinelFact {
  name: string;
  scope: "master" | "global";
  type: string;
  default: string | null;
  live: Liveness;
  /** True where a hand-written file may hold it. */
  file: boolean;
  min?: bigint;
  sensitive: boolean;
}

type PerServer<T> = T | Record<string, T>;
type ServerList = boolean | string[];

interface RawDirective {
  in: string[];
  type?: PerServer<DirectiveType>;
  default?: PerServer<string>;
  live: PerServer<Liveness>;
  enum?: PerServer<string[]>;
  min?: PerServer<number>;
  max?: PerServer<number>;
  multi_arg?: ServerList;
  sensitive?: ServerList;
  hidden?: ServerList;
  reapply_same_value?: ServerList;
  config_get?: Record<string, boolean>;
  needs_build?: Record<string, string>;
  note?: string;
}

interface RawSentinelOption {
  in: string[];
  scope: "master" | "global";
  type: string;
  default?: string | null;
  live: Liveness;
  file: boolean | string;
  min?: number;
  sensitive?: boolean;
}

interface DirectiveData {
  servers: { id: string; tag: string | null; basis: string }[];
  directives: Record<string, RawDirective>;
  module_directives: Record<string, RawDirective>;
  file_only: Record<string, RawDirective>;
  ignored_in_file: Record<string, { in: string[] }>;
  aliases: Record<string, Record<string, string[]>>;
  sentinel: Record<string, RawSentinelOption>;
}

// The inferred type of 264 differing entries is of no use, and slow to check.
const facts = data as unknown as DirectiveData;

/** All servers that the facts cover. */
export function servers(): ServerVersion[] {
  return facts.servers.map(({ id }) => {
    const [engine, version] = id.split("-") as [ServerVersion["engine"], string];
    return { engine, version };
  });
}

/** True where the facts cover this server. */
export function isKnownServer(server: ServerVersion): boolean {
  return facts.servers.some(({ id }) => id === serverId(server));
}

/** Names of all directives that CONFIG SET or a file of this version takes, aliases left out. */
export function directiveNames(server: ServerVersion): string[] {
  const id = serverId(server);
  return Object.entries({ ...facts.directives, ...facts.module_directives })
    .filter(([, raw]) => raw.in.includes(id))
    .map(([name]) => name);
}

/** The facts about a directive, found by name or alias; undefined where this version does not know it. */
export function directive(server: ServerVersion, name: string): DirectiveFact | undefined {
  const id = serverId(server);
  const main = mainName(id, name.toLowerCase());
  const raw = rawDirective(id, main);
  return raw && directiveFact(id, main, raw);
}

/** The facts about an option of Sentinel; undefined where this version does not know it. */
export function sentinelOption(server: ServerVersion, name: string): SentinelFact | undefined {
  const raw = own(facts.sentinel, name.toLowerCase());
  if (!raw?.in.includes(serverId(server))) return undefined;
  return {
    name: name.toLowerCase(),
    scope: raw.scope,
    type: raw.type,
    default: raw.default ?? null,
    live: raw.live,
    file: raw.file === true,
    min: bound(raw.min),
    sensitive: raw.sensitive ?? false,
  };
}

/** True where a file may hold the directive, but this version does nothing with it. */
export function isIgnored(server: ServerVersion, name: string): boolean {
  return own(facts.ignored_in_file, name.toLowerCase())?.in.includes(serverId(server)) ?? false;
}

/** How the directive changes without a restart; undefined where this version does not know it. */
export function liveness(server: ServerVersion, name: string): Liveness | undefined {
  return directive(server, name)?.live;
}

/** By engine and minor version, as the facts name it. */
export function serverId({ engine, version }: ServerVersion): string {
  return `${engine}-${version.split(".").slice(0, 2).join(".")}`;
}

function mainName(id: string, name: string): string {
  const aliased = Object.entries(own(facts.aliases, name) ?? {}).find(([, known]) => known.includes(id));
  return aliased?.[0] ?? name;
}

function rawDirective(id: string, name: string): RawDirective | undefined {
  const raw = own(facts.directives, name) ?? own(facts.module_directives, name) ?? own(facts.file_only, name);
  return raw?.in.includes(id) ? raw : undefined;
}

function directiveFact(id: string, name: string, raw: RawDirective): DirectiveFact {
  return {
    name,
    type: at(id, raw.type) ?? "file",
    default: at(id, raw.default) ?? "",
    live: at(id, raw.live) ?? false,
    enum: at(id, raw.enum),
    min: bound(at(id, raw.min)),
    max: bound(at(id, raw.max)),
    multiArg: listed(id, raw.multi_arg),
    sensitive: listed(id, raw.sensitive),
    hidden: listed(id, raw.hidden),
    configGet: raw.config_get?.[id] ?? !(name in facts.file_only),
    reapplies: listed(id, raw.reapply_same_value),
    needsBuild: raw.needs_build?.[id],
    note: raw.note,
  };
}

function at<T>(id: string, value: PerServer<T> | undefined): T | undefined {
  const perServer = typeof value === "object" && value !== null && !Array.isArray(value);
  return perServer ? (value as Record<string, T>)[id] : (value as T | undefined);
}

function listed(id: string, list: ServerList | undefined): boolean {
  return Array.isArray(list) ? list.includes(id) : (list ?? false);
}

/** JSON numbers round the limits 2^63 - 1 and 2^64 - 1 up to the power of two. */
function bound(value: number | undefined): bigint | undefined {
  if (value === undefined) return undefined;
  return value > Number.MAX_SAFE_INTEGER ? BigInt(value) - 1n : BigInt(value);
}
