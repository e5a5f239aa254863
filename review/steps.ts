import type { Instance, Part, StackSettings } from "../configs";
import { autoscalerSteps } from "./autoscaler";
import type { ChangeClass } from "./change-class";
import { changedDirectives, changedUsers, type DirectiveChange, type ConfigTexts, configTexts } from "./node-files";
import { type NodesChange, nodesChange } from "./nodes";
import type { ResourceChange } from "./resource-changes";

/** A step that is planned for one instance, in this order. */
export interface PlannedStep {
  instance: string;
  changeClass: ChangeClass;
  /** In words, such as `CONFIG SET maxmemory 64mb (from 48mb) on every Redis node`. */
  text: string;
  /** The same for programs. */
  does: Action;
}

/**
 * `set` reaches every running Redis node, `acl` and `secret` the Sentinels too; `wait` is a directive or a user of
 * `redis` or `sentinel` that takes effect on the restart which another step brings; `count` adds or removes nodes of a
 * part, `scale` leaves an autoscaler fewer of them, `restart` restarts each of them.
 */
export type Action =
  | { kind: "set"; name: string; to: string }
  | { kind: "acl"; user: string; command: "SETUSER" | "DELUSER" }
  | { kind: "secret"; name: string }
  | { kind: "wait"; of: "redis" | "sentinel"; name: string; to?: string }
  | { kind: "count"; part: Part; from: number; to: number }
  | { kind: "scale"; part: Part; atMost: number }
  | { kind: "restart"; part: Part };

/** What becomes of an instance that is there before and after. */
export function stepsOf(name: string, stack: StackSettings, changes: readonly ResourceChange[]): PlannedStep[] {
  const { server } = stack.instances[name]!;
  const nodes = mergeNodes(
    changes.flatMap((change) => nodesChange(change) ?? []).filter((one) => one.instance === name),
  );
  const files = configTexts(name, changes);
  const restarts = nodes.some(({ part, restarts: all }) => part === "master" && all);
  const redis = files.redis ? redisSteps(server, files.redis, restarts) : [];
  return [
    ...redis,
    ...(files.sentinel ? sentinelSteps(server, files.sentinel) : []),
    ...autoscalerSteps(name, stack, changes),
    ...orderOf(stack).flatMap((part) => nodes.filter((one) => one.part === part).flatMap(setSteps)),
  ].map((step) => ({ instance: name, ...step }));
}

/** Sync waves have one order for a first deployment and for others, and a first master waits for the Sentinels. */
function orderOf({ syncWaves }: StackSettings): Part[] {
  return syncWaves ? ["replica", "sentinel", "master"] : ["replica", "master", "sentinel"];
}

export type InstanceStep = Omit<PlannedStep, "instance">;

/** What the running servers take, and what their files hold for the start that they are about to make. */
function redisSteps(
  server: Instance["server"],
  [from, to]: [ConfigTexts, ConfigTexts],
  restarts: boolean,
): InstanceStep[] {
  const users = restarts
    ? changedUsers(from, to).map((user) => atStart("redis", user, `user ${user}`))
    : userSteps("Redis node", [from, to]);
  const directives = changedDirectives(server, from, to).map((one) =>
    one.live && !restarts
      ? live(
          { kind: "set", name: one.name, to: one.to! },
          `CONFIG SET ${one.name} ${one.to} (from ${one.from}) on every Redis node`,
        )
      : directiveAtStart("redis", one),
  );
  return [...directives, ...users];
}

function sentinelSteps(server: Instance["server"], [from, to]: [ConfigTexts, ConfigTexts]): InstanceStep[] {
  const directives = changedDirectives(server, from, to).map((one) => directiveAtStart("sentinel", one));
  return [...directives, ...userSteps("Sentinel", [from, to])];
}

function userSteps(where: string, [from, to]: [ConfigTexts, ConfigTexts]): InstanceStep[] {
  return changedUsers(from, to).map((user) => {
    const command = to["users.acl.tmpl"]?.includes(`user ${user} `) ? "SETUSER" : "DELUSER";
    return live({ kind: "acl", user, command }, `ACL ${command} ${user} on every ${where}`);
  });
}

const live = (does: Action, text: string): InstanceStep => ({ changeClass: "live", text, does });

function directiveAtStart(of: "redis" | "sentinel", { name, from, to }: DirectiveChange): InstanceStep {
  return atStart(of, name, `${name} ${to ?? "left out"} (from ${from ?? "left out"})`, to);
}

/** Of the restart that is a step of its own. */
function atStart(of: "redis" | "sentinel", name: string, what: string, to?: string): InstanceStep {
  return { changeClass: "none", text: `${what} takes effect on restart`, does: { kind: "wait", of, name, to } };
}

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
  return [...(count ? [countStep(part, count)] : []), ...(restarts ? [restartStep(part, because)] : [])];
}

function countStep(part: Part, { from, to }: { from: number; to: number }): InstanceStep {
  const nodes = part === "sentinel" ? "Sentinels" : part === "replica" ? "replicas" : "homes of the master";
  const does: Action = { kind: "count", part, from, to };
  if (to > from) return { changeClass: "live", text: `${to - from} more ${nodes}`, does };
  const text = `${from - to} fewer ${nodes}; a master among them hands over first`;
  return { changeClass: part === "sentinel" ? "rolling restart" : "failover", text, does };
}

function restartStep(part: Part, because: readonly string[]): InstanceStep {
  const why = because.length > 0 ? ` (${because.join(", ")})` : "";
  return { ...restartOf[part], text: `${restartOf[part].text}${why}`, does: { kind: "restart", part } };
}

const restartOf: Record<Part, { changeClass: ChangeClass; text: string }> = {
  sentinel: { changeClass: "rolling restart", text: "the Sentinels restart, one after the other" },
  replica: { changeClass: "rolling restart", text: "the replicas restart, one after the other" },
  master: { changeClass: "failover", text: "the master hands over to a replica, then its node restarts" },
};
