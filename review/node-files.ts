import { isLive, parseConf } from "../configs/render";
import type { ServerVersion } from "../configs/directives";
import { mountedTexts } from "./containers";
import { processName } from "./nodes";
import type { ResourceChange } from "./resource-changes";

/** A directive of a node's files, with all its lines' words; undefined where a side has none. */
export interface DirectiveChange {
  name: string;
  from: string | undefined;
  to: string | undefined;
  /** Whether the running server takes it. */
  live: boolean;
}

/** Text by name of what a node reads. */
export type ConfigTexts = Readonly<Record<string, string>>;

/** The files of an instance's nodes before and after, where any of them differs: of a ConfigMap, or of a process. */
export function configTexts(
  instance: string,
  changes: readonly ResourceChange[],
): { redis?: [ConfigTexts, ConfigTexts]; sentinel?: [ConfigTexts, ConfigTexts] } {
  const of = (kind: "redis" | "sentinel"): [ConfigTexts, ConfigTexts] | undefined => {
    for (const { type, from = {}, to = {} } of changes) {
      const [old, now] = [from, to].map((inputs) => filesIn(type, inputs, instance, kind));
      if (old && now) return [old, now];
    }
    return undefined;
  };
  return { redis: of("redis"), sentinel: of("sentinel") };
}

function filesIn(
  type: string,
  inputs: Record<string, unknown>,
  instance: string,
  kind: string,
): ConfigTexts | undefined {
  if (type === "kubernetes:core/v1:ConfigMap") {
    const { metadata, data } = inputs as { metadata?: { name: string }; data?: ConfigTexts };
    return metadata?.name === `${instance}-${kind}` ? data : undefined;
  }
  const mounted = mountedTexts(type, inputs, instance, kind);
  if (mounted) return mounted as ConfigTexts;
  const isNode =
    type === "redis-local:index:Node" && inputs.kind === kind && processName(inputs)?.instance === instance;
  return isNode ? (inputs.config as ConfigTexts) : undefined;
}

/**
 * The directives of Redis that differ between a node's files. One that is added or removed is none that a running
 * server takes.
 */
export function changedDirectives(server: ServerVersion, from: ConfigTexts, to: ConfigTexts): DirectiveChange[] {
  const [before, after] = [directivesOf(from), directivesOf(to)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)];
    if (old === now) return [];
    const live = old !== undefined && now !== undefined && isLive(server, name);
    return [{ name, from: old, to: now, live }];
  });
}

/** A user whose line is added, removed or changed. */
export interface UserChange {
  user: string;
  from: string | undefined;
  to: string | undefined;
}

export function changedUsers(from: ConfigTexts, to: ConfigTexts): UserChange[] {
  const [before, after] = [usersOf(from), usersOf(to)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names
    .map((user) => ({ user, from: before.get(user), to: after.get(user) }))
    .filter((change) => change.from !== change.to);
}

/** replica.conf is read after redis.conf. */
function directivesOf(files: ConfigTexts): Map<string, string> {
  const values = new Map<string, string>();
  for (const file of ["redis.conf", "replica.conf", "sentinel.conf"]) {
    const own = new Map<string, string>();
    for (const { name, args } of parseConf(files[file] ?? "")) {
      const key = name === "sentinel" ? `${name} ${args[0]}` : name;
      const words = (name === "sentinel" ? args.slice(1) : args).map((word) => (word === "" ? '""' : word)).join(" ");
      own.set(key, own.has(key) ? `${own.get(key)} ${words}` : words);
    }
    for (const [name, value] of own) values.set(name, value);
  }
  return values;
}

function usersOf(files: ConfigTexts): Map<string, string> {
  const lines = (files["users.acl.tmpl"] ?? "").split("\n").filter((line) => line.startsWith("user "));
  return new Map(lines.map((line) => [line.split(" ")[1]!, line]));
}
