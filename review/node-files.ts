import { isLive, parseConf } from "../configs/render";
import type { ServerVersion } from "../configs/directives";
import { nodeName } from "./nodes";
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
export type Files = Readonly<Record<string, string>>;

/** The files of an instance's nodes before and after, where any of them differs: of a ConfigMap, or of a process. */
export function nodeFiles(
  instance: string,
  changes: readonly ResourceChange[],
): { redis?: [Files, Files]; sentinel?: [Files, Files] } {
  const of = (kind: "redis" | "sentinel"): [Files, Files] | undefined => {
    for (const { type, from = {}, to = {} } of changes) {
      const [old, now] = [from, to].map((inputs) => filesIn(type, inputs, instance, kind));
      if (old && now) return [old, now];
    }
    return undefined;
  };
  return { redis: of("redis"), sentinel: of("sentinel") };
}

function filesIn(type: string, inputs: Record<string, unknown>, instance: string, kind: string): Files | undefined {
  if (type === "kubernetes:core/v1:ConfigMap") {
    const { metadata, data } = inputs as { metadata?: { name: string }; data?: Files };
    return metadata?.name === `${instance}-${kind}` ? data : undefined;
  }
  const isNode = type === "redis-local:index:Node" && inputs.kind === kind && nodeName(inputs)?.instance === instance;
  return isNode ? (inputs.config as Files) : undefined;
}

/**
 * The directives of Redis that differ between a node's files. One that comes or goes is none that a running server
 * takes.
 */
export function changedDirectives(server: ServerVersion, from: Files, to: Files): DirectiveChange[] {
  const [before, after] = [directivesOf(from), directivesOf(to)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)];
    if (old === now) return [];
    const live = old !== undefined && now !== undefined && isLive(server, name);
    return [{ name, from: old, to: now, live }];
  });
}

/** The users whose rules differ, come or go. */
export function changedUsers(from: Files, to: Files): string[] {
  const [before, after] = [usersOf(from), usersOf(to)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.filter((name) => before.get(name) !== after.get(name));
}

/** replica.conf is read after redis.conf. */
function directivesOf(files: Files): Map<string, string> {
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

function usersOf(files: Files): Map<string, string> {
  const lines = (files["users.acl.tmpl"] ?? "").split("\n").filter((line) => line.startsWith("user "));
  return new Map(lines.map((line) => [line.split(" ")[1]!, line]));
}
