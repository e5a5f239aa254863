import type { ServerVersion } from "../directives";
import { nearestName } from "../schema/nearest";
import { categoryNames, command, commandNames, hasFineRules } from "./facts";
import { grantFor } from "./grants";

/** Why a rule on commands is refused, and what to write in its place. */
export interface RefusedRule {
  reason: string;
  fix: string;
}

/** Checks `+get`, `-@write` or `+object|freq` against the version. */
export function checkRule(server: ServerVersion, rule: string): RefusedRule | undefined {
  const [adds, name] = [rule.startsWith("+"), rule.slice(1).toLowerCase()];
  const sign = adds ? "+" : "-";
  if (name.startsWith("@")) return checkCategory(server, name.slice(1), adds);
  return unknownCommand(server, name, sign) ?? (adds ? restrictedCommand(server, name) : keptCommand(name));
}

function checkCategory(server: ServerVersion, name: string, adds: boolean): RefusedRule | undefined {
  const known = categoryNames(server);
  if (!known.includes(name)) {
    const reason = `@${name} is no category that ${nameOf(server)} has of itself`;
    const mark = `${adds ? "+" : "-"}@`;
    return { reason, fix: nearestOr(name, known, mark, "write commands by their names, or another category") };
  }
  if (!adds && name === "all") {
    return { reason: "takes away all that stands before it", fix: "remove it: nothing is allowed but what is written" };
  }
  if (!adds || (name !== "admin" && name !== "dangerous")) return undefined;
  const reason = `with @${name} a client can stop nodes, take them from their master, and read passwords`;
  return { reason, fix: "remove it; grants has what applications need of it" };
}

function unknownCommand(server: ServerVersion, name: string, sign: string): RefusedRule | undefined {
  const [parent = "", part] = name.split("|");
  if (!command(server, parent)) {
    const others = "commands of modules are allowed by +@all only";
    const reason = `${parent} is no command that ${nameOf(server)} has of itself`;
    return { reason, fix: nearestOr(parent, commandNames(server), sign, `remove it; ${others}`) };
  }
  if (part === undefined || command(server, name)) return undefined;
  if (!hasFineRules(server)) {
    return {
      reason: `${nameOf(server)} has no rules on subcommands`,
      fix: `write ${sign}${parent}, or server.version "7.0"`,
    };
  }
  const signed = (names: readonly string[]) => names.map((one) => `${sign}${one}`).join(", ");
  const parts = commandNames(server).filter((one) => one.startsWith(`${parent}|`));
  const reason = `${parent} has no subcommand ${part} in ${nameOf(server)}`;
  return { reason, fix: nearestOr(name, parts, sign, `write one of ${signed(parts.length > 0 ? parts : [parent])}`) };
}

/** What libraries ask as they connect; everybody has it. */
function keptCommand(name: string): RefusedRule | undefined {
  if (!["info", "role", "client|setname", "client|setinfo"].includes(name)) return undefined;
  return {
    reason: "cannot be taken away: clients ask it to know whether a node is a master, and ready",
    fix: "remove it",
  };
}

function restrictedCommand(server: ServerVersion, name: string): RefusedRule | undefined {
  if (!command(server, name)?.restricted) return undefined;
  const grant = grantFor(name);
  if (grant !== undefined) {
    return { reason: `Redis calls ${name} dangerous`, fix: `remove it, and write grants: [${grant}]` };
  }
  const [, reason, instead] = breaking.find(([names]) => names.includes(name.split("|")[0]!)) ?? [];
  return {
    reason: reason ?? `Redis calls ${name} administration or dangerous, and no application needs it`,
    fix: `remove it${instead === undefined ? "" : `; ${instead}`}`,
  };
}

/** What would break an instance, or show its passwords; with what there is in place of it. */
const breaking: [names: string[], reason: string, instead?: string][] = [
  [
    ["replicaof", "slaveof", "psync", "sync", "replconf", "failover"],
    "it takes a node from its master, or a copy of all data, which only nodes and Sentinels may",
    "`redis-cache failover` hands the master's role over",
  ],
  [
    ["config"],
    "it shows the nodes' passwords, and changes what settings say",
    "directives are written in extra.redis, notify-keyspace-events for one",
  ],
  [["acl"], "whoever changes users has every right", "users are written here"],
  [["module"], "it loads code into the server"],
  [["shutdown", "debug", "pfdebug", "pfselftest"], "it stops or hangs a node"],
  [
    ["save", "bgsave", "bgrewriteaof"],
    "it takes memory and disk at a time that nobody has planned",
    "persistence and backup are settings",
  ],
  [
    ["migrate", "restore-asking", "cluster", "asking"],
    "it is for moving keys between clusters",
    "grants: [restore] is for copies of keys",
  ],
  [["client"], "it ends or stops the connections of others, those of replicas and Sentinels too"],
  [["monitor"], "it shows the commands of all users, and halves what the server can do", "grants: [slowlog] may do"],
  [["swapdb"], "it takes away the notes of the nodes, keys redis-cache:*, from which metrics and backups read"],
];

function nearestOr(name: string, known: readonly string[], mark: string, other: string): string {
  const near = nearestName(name, known);
  return near === undefined ? other : `write ${mark}${near}, the nearest known name`;
}

function nameOf({ engine, version }: ServerVersion): string {
  return `${engine} ${version}`;
}
