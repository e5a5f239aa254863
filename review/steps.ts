import type { Instance, Part } from "../configs";
import type { ChangeClass } from "./change-class";
import { changedDirectives, changedUsers, type Files, nodeFiles } from "./node-files";
import { type NodesChange, nodesChange } from "./nodes";
import type { ResourceChange } from "./resource-changes";

/** What will run for one instance, in this order. */
export interface Step {
  instance: string;
  changeClass: ChangeClass;
  /** In words, such as `CONFIG SET maxmemory 64mb (from 48mb) on every Redis node`. */
  text: string;
}

/** What becomes of an instance that is there before and after. */
export function stepsOf(name: string, server: Instance["server"], changes: readonly ResourceChange[]): Step[] {
  const nodes = mergeNodes(
    changes.flatMap((change) => nodesChange(change) ?? []).filter((one) => one.instance === name),
  );
  const files = nodeFiles(name, changes);
  const restarts = nodes.some(({ part, restarts: all }) => part === "master" && all);
  const redis = files.redis ? redisSteps(server, files.redis, restarts) : [];
  return [
    ...redis,
    ...(files.sentinel ? sentinelSteps(server, files.sentinel) : []),
    ...nodes.filter(({ part }) => part === "replica").flatMap(setSteps),
    ...nodes.filter(({ part }) => part === "sentinel").flatMap(setSteps),
    ...nodes.filter(({ part }) => part === "master").flatMap(setSteps),
  ].map((step) => ({ instance: name, ...step }));
}

type InstanceStep = Omit<Step, "instance">;

/** What the running servers take, and what their files hold for the start that they are about to make. */
function redisSteps(server: Instance["server"], [from, to]: [Files, Files], restarts: boolean): InstanceStep[] {
  const users = changedUsers(from, to).map((user) => {
    const command = to["users.acl.tmpl"]?.includes(`user ${user} `) ? "SETUSER" : "DELUSER";
    return restarts ? atStart(`user ${user}`) : live(`ACL ${command} ${user} on every Redis node`);
  });
  const directives = changedDirectives(server, from, to).map((one) =>
    one.live && !restarts
      ? live(`CONFIG SET ${one.name} ${one.to} (from ${one.from}) on every Redis node`)
      : atStart(`${one.name} ${one.to ?? "left out"} (from ${one.from ?? "left out"})`),
  );
  return [...directives, ...users];
}

function sentinelSteps(server: Instance["server"], [from, to]: [Files, Files]): InstanceStep[] {
  return changedDirectives(server, from, to).map((one) =>
    atStart(`${one.name} ${one.to ?? "left out"} (from ${one.from ?? "left out"})`),
  );
}

const live = (text: string): InstanceStep => ({ changeClass: "live", text });

/** Of the roll that is a step of its own. */
const atStart = (what: string): InstanceStep => ({ changeClass: "none", text: `${what} counts from the next start` });

/** Processes of a part count as one. */
function mergeNodes(changes: readonly NodesChange[]): NodesChange[] {
  const merged = new Map<Part, NodesChange>();
  for (const change of changes) {
    const known = merged.get(change.part);
    merged.set(change.part, known ? joined(known, change) : change);
  }
  return [...merged.values()];
}

function joined(a: NodesChange, b: NodesChange): NodesChange {
  const counts = [a.count, b.count].flatMap((count) => count ?? []);
  const sum = (side: "from" | "to") => counts.reduce((total, count) => total + count[side], 0);
  return {
    ...a,
    restarts: a.restarts || b.restarts,
    ...(counts.length > 0 && { count: { from: sum("from"), to: sum("to") } }),
    because: [...new Set([...a.because, ...b.because])],
  };
}

function setSteps({ part, restarts, count, because }: NodesChange): InstanceStep[] {
  return [...(count ? [countStep(part, count)] : []), ...(restarts ? [rollStep(part, because)] : [])];
}

function countStep(part: Part, { from, to }: { from: number; to: number }): InstanceStep {
  const nodes = part === "sentinel" ? "Sentinels" : part === "replica" ? "replicas" : "homes of the master";
  if (to > from) return { changeClass: "live", text: `${to - from} more ${nodes}` };
  const text = `${from - to} fewer ${nodes}; a master among them hands over first`;
  return { changeClass: part === "sentinel" ? "replica roll" : "failover", text };
}

function rollStep(part: Part, because: readonly string[]): InstanceStep {
  const why = because.length > 0 ? ` (${because.join(", ")})` : "";
  switch (part) {
    case "sentinel":
      return { changeClass: "replica roll", text: `the Sentinels start again, one after the other${why}` };
    case "replica":
      return { changeClass: "replica roll", text: `the replicas start again, one after the other${why}` };
    case "master":
      return { changeClass: "failover", text: `the master hands over to a replica, then its node starts again${why}` };
    default: {
      const exhaustiveCheck: never = part;
      return exhaustiveCheck;
    }
  }
}
