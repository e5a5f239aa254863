import type { Part } from "../../configs";
import { directive, type ServerVersion, sameValue } from "../../configs/directives";
import { type ChangeClass, type PlannedStep, worst } from "../../review";
import type { InstanceFacts, NodeFacts } from "./facts";

/** What was seen to happen, in the words of the review. */
export interface Seen {
  changeClass: ChangeClass;
  /** When nodes that are there before and after have started again, by their part, in seconds since 1970. */
  starts: Partial<Record<Part, number[]>>;
  /** How many nodes of a part have come or gone. */
  counts: Partial<Record<Part, number>>;
  /** Directives that Redis nodes answer another value for, with the value of one of them. */
  set: Record<string, string>;
  /** Those among them that some node does not answer another value for, yet. */
  awaited: string[];
  /** What a Redis node answered for each directive before. */
  old: Record<string, string>;
}

/**
 * What differs between what was said and what was seen; empty where they agree. Parts start again in the order of the
 * steps, unless they are deployed in another way.
 */
export function disagreements(
  server: ServerVersion,
  steps: readonly PlannedStep[],
  seen: Seen,
  { inOrder = true }: { inOrder?: boolean } = {},
): string[] {
  const said = steps.map(({ does }) => does);
  const restarted = said.flatMap((does) => (does.kind === "restart" ? [does.part] : []));
  const counts = Object.fromEntries(
    said.flatMap((does) => (does.kind === "count" ? [[does.part, does.to - does.from]] : [])),
  );
  // A directive may come with the value that the server has without it.
  const isOld = (name: string, to?: string) =>
    to !== undefined && name in seen.old && sameValue(server, name, to, seen.old[name]!);
  const set = said.flatMap((does) => {
    const starts = does.kind === "wait" && does.of === "redis" && !isOld(does.name, does.to);
    return does.kind === "set" || starts ? [does.name] : [];
  });
  const values = said.flatMap((does) =>
    does.kind === "set" && does.name in seen.set && !sameValue(server, does.name, does.to, seen.set[does.name]!)
      ? [`${does.name} is ${seen.set[does.name]}, not ${does.to}`]
      : [],
  );
  return [
    ...differ("class", worst(steps.map(({ changeClass }) => changeClass)), seen.changeClass),
    ...differ("started again", restarted, Object.keys(seen.starts)),
    ...(inOrder ? outOfOrder(restarted, seen.starts) : []),
    ...differ("nodes", Object.entries(counts).map(String), Object.entries(seen.counts).map(String)),
    ...differ("directives", set, Object.keys(seen.set)),
    ...values,
    ...seen.awaited.map((name) => `${name} has not changed on every node`),
  ];
}

function outOfOrder(said: readonly Part[], starts: Seen["starts"]): string[] {
  return said.slice(1).flatMap((part, i) => {
    const before = said[i]!;
    // Servers tell their age in whole seconds.
    const isEarly = Math.min(...(starts[part] ?? [])) < Math.max(...(starts[before] ?? [])) - 1;
    return isEarly ? [`a ${part} started again before the last ${before}`] : [];
  });
}

function differ(what: string, said: string | readonly string[], seen: string | readonly string[]): string[] {
  const [a, b] = [said, seen].map((value) =>
    typeof value === "string" ? value : [...value].sort().join(" ") || "none",
  );
  return a === b ? [] : [`${what}: said ${a}, seen ${b}`];
}

/** Compares two looks at an instance. */
export function seenBetween(server: ServerVersion, before: InstanceFacts, after: InstanceFacts): Seen {
  const [old, now] = [before.nodes, after.nodes];
  const kept = Object.keys(now).filter((name) => name in old);
  const again = kept.filter((name) => old[name]!.runId !== now[name]!.runId).map((name) => now[name]!);
  const starts: Seen["starts"] = {};
  for (const { part, startedAt } of again) (starts[part] ??= []).push(startedAt);
  const counts = countsBetween(Object.values(old), Object.values(now));
  const changed = kept
    .filter((name) => now[name]!.part !== "sentinel")
    .map((name) => changedValues(server, old[name]!, now[name]!));
  const set = Object.assign({}, ...changed) as Seen["set"];
  const awaited = Object.keys(set).filter((name) => !changed.every((values) => name in values));
  const moved = before.master !== after.master;
  const { config = {} } = Object.values(old).find(({ part }) => part !== "sentinel") ?? {};
  return { changeClass: classOf({ starts, counts, set, moved }), starts, counts, set, old: config, awaited };
}

function classOf({
  starts,
  counts,
  set,
  moved,
}: Omit<Seen, "changeClass" | "old" | "awaited"> & { moved: boolean }): ChangeClass {
  const numbers = Object.entries(counts);
  if (moved || starts.master || numbers.some(([part, by]) => part !== "sentinel" && by < 0)) return "failover";
  if (Object.keys(starts).length > 0 || numbers.some(([, by]) => by < 0)) return "rolling restart";
  return numbers.length > 0 || Object.keys(set).length > 0 ? "live" : "none";
}

function countsBetween(old: readonly NodeFacts[], now: readonly NodeFacts[]): Seen["counts"] {
  const parts: Part[] = ["master", "replica", "sentinel"];
  const count = (nodes: readonly NodeFacts[], part: Part) => nodes.filter((node) => node.part === part).length;
  return Object.fromEntries(
    parts.map((part) => [part, count(now, part) - count(old, part)] as const).filter(([, by]) => by !== 0),
  );
}

/** What the nodes' scripts set by the role that a node has, or by its address. */
const byNode = [
  ...["replica-priority", "replica-serve-stale-data", "repl-diskless-sync-delay", "replicaof"],
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
