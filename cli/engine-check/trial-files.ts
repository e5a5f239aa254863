import { randomBytes } from "node:crypto";
import type { Endpoint } from "../../configs/connection";
import type { AppUserName, InstanceContext, UserName } from "../../configs";
import { instanceContext, appUserNames, optionalUserNames, parseInstance, userNames } from "../../configs";
import { checksumOf } from "../../configs/render/checksum";
import type { ServerVersion } from "../../configs/directives";
import { servers } from "../../configs/directives";
import { renderInstance } from "../../configs/render";
import { compareVersions } from "../../configs/schema/versions";

/** A password for each user of the toolkit, and for one more who may see what was denied to them. */
export type Passwords = Record<UserName | AppUserName | "auditor", string>;

/** Where the few nodes of the trial listen. */
export interface TrialNodes {
  master: Endpoint;
  replica: Endpoint;
  sentinels: Endpoint[];
}

/** Text by file name; a server reads `run.conf`. */
export type NodeFiles = Record<string, string>;

export function randomPasswords(): Passwords {
  const names = [...userNames, ...appUserNames, ...optionalUserNames, "auditor"] as const;
  return Object.fromEntries(names.map((name) => [name, randomBytes(24).toString("hex")])) as Passwords;
}

/** An instance on the trial's nodes, with the settings that somebody has who sets none. */
export function trialContext(server: ServerVersion, { master, replica, sentinels }: TrialNodes): InstanceContext {
  const place = { name: "trial", namespace: "engine-check", platform: "local" as const };
  const input = { server: settingsServer(server) } as Parameters<typeof parseInstance>[0];
  const context = instanceContext(place, place.name, parseInstance(input, place));
  const redis = (node: Endpoint) => ({ ...node, kind: "redis" as const });
  const nodes = {
    home: redis(master),
    replicas: [redis(replica)],
    sentinels: sentinels.map((node) => ({ ...node, kind: "sentinel" as const })),
  };
  return { ...context, nodes };
}

/** The server whose rights and directives are rendered: the nearest known one that is no newer. */
function settingsServer({ engine, version }: ServerVersion): ServerVersion {
  const known = servers()
    .filter((server) => server.engine === engine)
    .sort((a, b) => compareVersions(a.version, b.version));
  return known.filter((server) => compareVersions(server.version, version) <= 0).at(-1) ?? known[0]!;
}

/** The rendered files of a Redis node, and what its start script adds. */
export function redisFiles(context: InstanceContext, passwords: Passwords, node: Endpoint): NodeFiles {
  const { redis } = renderInstance(context);
  const { home } = context.nodes;
  const run = [
    ...["include redis.conf", "include replica.conf", "aclfile users.acl", ...listenLines(node)],
    ...["masteruser replication", `masterauth ${passwords.replication}`, "min-replicas-to-write 1"],
    ...(node.port === home.port ? [] : [`replicaof ${home.host} ${home.port}`]),
  ];
  return { ...redis, "users.acl": filledIn(redis["users.acl.tmpl"]!, passwords), "run.conf": lines(run) };
}

/** The rendered files of a Sentinel, and what its start script adds. */
export function sentinelFiles(context: InstanceContext, passwords: Passwords, node: Endpoint): NodeFiles {
  const { sentinel } = renderInstance(context);
  const run = [
    ...[sentinel["sentinel.conf"]!, "aclfile users.acl", ...listenLines(node)],
    `sentinel auth-user ${context.masterName} sentinel`,
    `sentinel auth-pass ${context.masterName} ${passwords.sentinel}`,
    ...["sentinel sentinel-user sentinel", `sentinel sentinel-pass ${passwords.sentinel}`],
  ];
  return { "users.acl": filledIn(sentinel["users.acl.tmpl"]!, passwords), "run.conf": lines(run) };
}

function listenLines({ host, port }: Endpoint): string[] {
  return [`port ${port}`, `bind ${host}`];
}

function filledIn(template: string, passwords: Passwords): string {
  const users = template.replaceAll(/#<([\w-]+)>/g, (_, user: keyof Passwords) => `#${checksumOf(passwords[user])}`);
  return `${users}user auditor on #${checksumOf(passwords.auditor)} -@all +acl|log\n`;
}

const lines = (all: readonly string[]) => `${all.join("\n")}\n`;
