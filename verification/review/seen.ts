import { ofReplica } from "../../cli/smoke/configuration";
import type { Part } from "../../configs";
import { directive, sameValue, type ServerVersion } from "../../configs/directives";
import type { ChangeClass, ProxyAction } from "../../review";
import type { Data } from "./data";
import { countOfSentinels, type InstanceFacts, type NodeFacts } from "./facts";
import { type Held, isOpen } from "./held";

type Command = "SETUSER" | "DELUSER";

/** What became of users on the nodes of a kind. */
export interface SeenUsers {
  changed: Record<string, Command>;
  /** Those among them that have other rights than before, and not only other passwords. */
  otherRights: string[];
  /** Those among them that have not changed on every node, yet. */
  awaited: string[];
}

/** What was seen to happen, in the words of the review. */
export interface Seen {
  changeClass: ChangeClass;
  /** When nodes that are there before and after have started again, by their part, in seconds since 1970. */
  starts: Partial<Record<Part, number[]>>;
  /** How many nodes of a part have come or gone. */
  counts: Partial<Record<Part, number>>;
  /** Whether another node is master. */
  moved: boolean;
  /** Directives that Redis nodes answer another value for, with the value of one of them. */
  set: Record<string, string>;
  /** Those among them that some node does not answer another value for, yet. */
  awaited: string[];
  /** What a Redis node answered for each directive before. */
  old: Record<string, string>;
  /** Of every Sentinel, options that it has another value for. */
  options: Record<string, string>[];
  users: Record<"redis" | "sentinel", SeenUsers>;
  /** What has become of the proxy. */
  proxy: ProxyAction[];
  /** Connections of applications that nodes have closed which have not started again, and those that they have not. */
  closed: Held[];
  open: Held[];
  /** By the name of a user: what it could do before, and cannot now. */
  denied: Record<string, string[]>;
  /** What is not as it has to be after any change. */
  wrong: string[];
}

/** Compares two looks at an instance, and what became of connections that were open at the first. */
export function seenBetween(
  server: ServerVersion,
  before: InstanceFacts,
  after: InstanceFacts,
  held: readonly Held[] = [],
): Seen {
  const [old, now] = [before.nodes, after.nodes];
  const kept = Object.keys(now).filter((name) => name in old);
  const again = kept.filter((name) => old[name]!.runId !== now[name]!.runId).map((name) => now[name]!);
  const starts: Seen["starts"] = {};
  for (const { part, startedAt } of again) (starts[part] ??= []).push(startedAt);
  const pairs = (of: "redis" | "sentinel") =>
    kept
      .filter((name) => (now[name]!.part === "sentinel") === (of === "sentinel"))
      .map((name) => [old[name]!, now[name]!] as const);
  const changed = pairs("redis").map(([from, to]) => changedValues(server, from, to));
  const set = Object.assign({}, ...changed) as Seen["set"];
  const users = { redis: seenUsers(pairs("redis")), sentinel: seenUsers(pairs("sentinel")) };
  const moved = before.master !== after.master;
  const stays = held.filter(({ node, runId }) => now[node]?.runId === runId);
  const [open, closed] = [true, false].map((is) => stays.filter((one) => isOpen(one, after) === is)) as [
    Held[],
    Held[],
  ];
  // A master that moves has the proxy close connections too.
  const cutOff = !moved && closed.some((one) => isClosedByProxy(one, open));
  const facts = {
    starts,
    counts: countsBetween(Object.values(old), Object.values(now)),
    moved,
    set,
    users,
    proxy: proxyBetween(before.proxies, after.proxies, cutOff),
  };
  return {
    ...facts,
    changeClass: classOf(facts),
    awaited: Object.keys(set).filter((name) => !changed.every((values) => name in values)),
    old: Object.values(old).find(({ part }) => part !== "sentinel")?.config ?? {},
    options: pairs("sentinel").map(([from, to]) => changedOptions(from, to)),
    closed: closed.filter(({ is }) => is !== "proxied"),
    open,
    denied: deniedBetween(before.rights, after.rights),
    wrong: [...wrongData(before, after), ...wrongCounts(after), ...after.locked],
  };
}

type Changed = Pick<Seen, "starts" | "counts" | "set" | "moved" | "users" | "proxy">;

function classOf({ starts, counts, set, moved, users, proxy }: Changed) {
  const numbers = Object.entries(counts);
  if (moved || starts.master || numbers.some(([part, by]) => part !== "sentinel" && by < 0)) return "failover";
  if (Object.keys(starts).length > 0 || numbers.some(([, by]) => by < 0)) return "rolling restart";
  if (proxy.includes("restart") || proxy.includes("stop")) return "rolling restart";
  const live = [proxy, counts, set, users.redis.changed, users.sentinel.changed];
  return live.some((changes) => Object.keys(changes).length > 0) ? "live" : "none";
}

/** A server closes what a user has through the proxy together with what it has otherwise. */
function isClosedByProxy({ is, node, user }: Held, open: readonly Held[]): boolean {
  return is === "proxied" && open.some((other) => other.node === node && other.user === user);
}

/** `cutOff` is whether it has closed a connection. */
function proxyBetween(old: InstanceFacts["proxies"], now: InstanceFacts["proxies"], cutOff: boolean): ProxyAction[] {
  const [before, after] = [Object.keys(old), Object.keys(now)];
  if (before.length === 0) return after.length === 0 ? [] : ["start"];
  if (after.length === 0) return ["stop"];
  if (before.length !== after.length) return ["count"];
  if (cutOff || after.some((name) => !(name in old))) return ["restart"];
  return after.some((name) => old[name] !== now[name]) ? ["reload"] : [];
}

function countsBetween(old: readonly NodeFacts[], now: readonly NodeFacts[]): Seen["counts"] {
  const parts: Part[] = ["master", "replica", "sentinel"];
  const count = (nodes: readonly NodeFacts[], part: Part) => nodes.filter((node) => node.part === part).length;
  return Object.fromEntries(
    parts.map((part) => [part, count(now, part) - count(old, part)] as const).filter(([, by]) => by !== 0),
  );
}

/** What the nodes' scripts set by the role that a node has, or by its address. */
export const byNode = [
  ...["replica-priority", "replica-serve-stale-data", "replicaof", ...ofReplica],
  ...["port", "tls-port", "replica-announce-port", "tls-ca-cert-file", "tls-cert-file", "tls-key-file"],
];

function changedValues(server: ServerVersion, old: NodeFacts, now: NodeFacts): Record<string, string> {
  // CONFIG GET tells a directive by its older names too.
  const isMain = (name: string) => (directive(server, name)?.name ?? name) === name;
  const names = Object.keys(now.config).filter((name) => !byNode.includes(name) && isMain(name));
  return Object.fromEntries(
    names
      .filter((name) => !sameValue(server, name, old.config[name] ?? "", now.config[name]!))
      .map((name) => [name, now.config[name]!]),
  );
}

function changedOptions({ config: old }: NodeFacts, { config: now }: NodeFacts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(now).filter(([name, value]) => value !== old[name] && name !== countOfSentinels),
  );
}

function seenUsers(pairs: readonly (readonly [NodeFacts, NodeFacts])[]): SeenUsers {
  const changes = pairs.map(([{ users: old }, { users: now }]) => {
    const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
    const differs = (name: string, of: "rights" | "passwords") => old[name]?.[of] !== now[name]?.[of];
    return {
      changed: names.filter((name) => differs(name, "rights") || differs(name, "passwords")),
      otherRights: names.filter((name) => name in old && name in now && differs(name, "rights")),
      gone: names.filter((name) => !(name in now)),
    };
  });
  const all = (of: "changed" | "otherRights" | "gone") => [...new Set(changes.flatMap((change) => change[of]))].sort();
  const gone = all("gone");
  return {
    changed: Object.fromEntries(all("changed").map((name) => [name, gone.includes(name) ? "DELUSER" : "SETUSER"])),
    otherRights: all("otherRights"),
    awaited: all("changed").filter((name) => !changes.every(({ changed }) => changed.includes(name))),
  };
}

function deniedBetween(before: InstanceFacts["rights"], after: InstanceFacts["rights"]): Seen["denied"] {
  const lists = Object.entries(after).map(([user, rights]) => {
    const could = before[user] ?? {};
    return [user, Object.keys(could).filter((text) => could[text] && rights[text] === false)] as const;
  });
  return Object.fromEntries(lists.filter(([, texts]) => texts.length > 0));
}

/** Every Redis node has what the master had. */
function wrongData(before: InstanceFacts, after: InstanceFacts): string[] {
  const { data } = before.nodes[before.master]!;
  return Object.entries(after.nodes)
    .filter(([, { part }]) => part !== "sentinel")
    .flatMap(([name, { data: now }]) => differences(data, now).map((text) => `${name}: ${text}`));
}

function differences(old: Data, now: Data): string[] {
  const lists = {
    gone: Object.keys(old).filter((key) => !(key in now)),
    "from nowhere": Object.keys(now).filter((key) => !(key in old)),
    "not as they were": Object.keys(old).filter((key) => key in now && old[key] !== now[key]),
  };
  return Object.entries(lists).flatMap(([what, keys]) => (keys.length === 0 ? [] : [`${what}: ${shortList(keys)}`]));
}

function shortList(keys: readonly string[]): string {
  const shown = keys.slice(0, 4).join(", ");
  return keys.length > 4 ? `${shown} and ${keys.length - 4} more` : shown;
}

/** One that is gone counts for the majority that a failover needs, until the Sentinels forget it. */
function wrongCounts({ nodes }: InstanceFacts): string[] {
  const sentinels = Object.entries(nodes).filter(([, { part }]) => part === "sentinel");
  return sentinels.flatMap(([name, { config }]) => {
    const counts = config[countOfSentinels];
    const wanted = String(sentinels.length - 1);
    return counts === undefined || counts === wanted ? [] : [`${name} counts ${counts} other Sentinels, not ${wanted}`];
  });
}
