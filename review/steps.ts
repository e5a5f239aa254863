import type { Instance, Part, StackSettings } from "../configs";
import { autoscalerSteps } from "./autoscaler";
import type { ChangeClass } from "./change-class";
import { closedByDirective, hearsLess } from "./closed-clients";
import type { ConfigTexts, DirectiveChange, UserChange } from "./node-files";
import { changedDirectives, changedUsers, configTexts } from "./node-files";
import { type NodesChange, nodesChange } from "./nodes";
import { type ProxyAction, proxySteps } from "./proxy";
import type { ResourceChange } from "./resource-changes";

/** A step that is planned for one instance, in this order. */
export interface PlannedStep {
  instance: string;
  changeClass: ChangeClass;
  /** In words, such as `CONFIG SET maxmemory 64mb (from 48mb) on every Redis node`. */
  text: string;
  /** The same for programs. */
  does: Action;
  /** Whose connections it closes, in words, beside those to nodes that restart; left out where nobody's. */
  closes?: string;
}

/**
 * `set` reaches every running Redis node, `acl` those of `redis` or `sentinel`, `secret` both; `wait` is a directive
 * that takes effect on the restart which another step brings; `count` adds or removes nodes of a part, `scale` bounds
 * those of an autoscaler anew, `restart` restarts each of them; `proxy` is about that alone.
 */
export type Action =
  | { kind: "set"; name: string; to: string }
  | { kind: "acl"; of: "redis" | "sentinel"; user: string; command: "SETUSER" | "DELUSER" }
  | { kind: "secret"; name: string; user?: string; command?: "SETUSER" | "DELUSER" }
  | { kind: "wait"; of: "redis" | "sentinel"; name: string; to?: string }
  | { kind: "count"; part: Part; from: number; to: number }
  | { kind: "scale"; part: Part; atLeast?: number; atMost?: number }
  | { kind: "restart"; part: Part }
  | { kind: "proxy"; what: ProxyAction };

/** What becomes of an instance that is there before and after. Of users that are not there, nothing becomes. */
export function stepsOf(
  name: string,
  stack: StackSettings,
  changes: readonly ResourceChange[],
  isThere: Record<"before" | "after", (user: string) => boolean>,
): PlannedStep[] {
  const { server } = stack.instances[name]!;
  const nodes = mergeNodes(
    changes.flatMap((change) => nodesChange(change) ?? []).filter((one) => one.instance === name),
  );
  const files = configTexts(name, changes);
  const restarts = nodes.some(({ part, restarts: all }) => part === "master" && all);
  const usersIn = (texts: [ConfigTexts, ConfigTexts]) =>
    changedUsers(...texts).filter(({ user, to }) => isThere[to === undefined ? "before" : "after"](user));
  return [
    ...(files.redis ? redisSteps(server, files.redis, restarts) : []),
    ...(files.redis ? usersIn(files.redis).map((user) => userStep("redis", user, restarts)) : []),
    ...(files.sentinel ? sentinelSteps(server, files.sentinel) : []),
    ...(files.sentinel ? usersIn(files.sentinel).map((user) => userStep("sentinel", user, false)) : []),
    ...autoscalerSteps(name, stack, changes),
    ...orderOf(stack).flatMap((part) => nodes.filter((one) => one.part === part).flatMap(setSteps)),
    ...proxySteps(name, changes),
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
  return changedDirectives(server, from, to).map((one) =>
    one.live && !restarts
      ? closing(
          closedByDirective(one),
          live(
            { kind: "set", name: one.name, to: one.to! },
            `CONFIG SET ${one.name} ${one.to} (from ${one.from}) on every Redis node`,
          ),
        )
      : directiveAtStart("redis", one),
  );
}

function sentinelSteps(server: Instance["server"], [from, to]: [ConfigTexts, ConfigTexts]): InstanceStep[] {
  return changedDirectives(server, from, to).map((one) => directiveAtStart("sentinel", one));
}

function userStep(of: "redis" | "sentinel", { user, from, to }: UserChange, atStart: boolean): InstanceStep {
  const command = to === undefined ? "DELUSER" : "SETUSER";
  const does: Action = { kind: "acl", of, user, command };
  if (atStart) return { changeClass: "none", text: `user ${user} ${onRestart}`, does };
  const where = of === "redis" ? "Redis node" : "Sentinel";
  return closing(closedOf(user, from, to), live(does, `ACL ${command} ${user} on every ${where}`));
}

function closedOf(user: string, from = "", to?: string): string | undefined {
  if (to === undefined) return `all of user ${user}`;
  return hearsLess(from, to) ? `those of user ${user} that listen to other channels` : undefined;
}

function closing(closes: string | undefined, step: InstanceStep): InstanceStep {
  return closes === undefined ? step : { ...step, text: `${step.text}; closes connections: ${closes}`, closes };
}

const live = (does: Action, text: string): InstanceStep => ({ changeClass: "live", text, does });

/** Of the restart that is a step of its own. */
const onRestart = "takes effect on restart";

function directiveAtStart(of: "redis" | "sentinel", { name, from, to }: DirectiveChange): InstanceStep {
  const text = `${name} ${to ?? "left out"} (from ${from ?? "left out"}) ${onRestart}`;
  return { changeClass: "none", text, does: { kind: "wait", of, name, to } };
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
  // The others forget those that are gone.
  const forgets = part === "sentinel" && count !== undefined && count.to < count.from;
  return [...(count ? [countStep(part, count)] : []), ...(restarts || forgets ? [restartStep(part, because)] : [])];
}

function countStep(part: Part, { from, to }: { from: number; to: number }): InstanceStep {
  const nodes = part === "sentinel" ? "Sentinels" : part === "replica" ? "replicas" : "homes of the master";
  const does: Action = { kind: "count", part, from, to };
  if (to > from) return { changeClass: "live", text: `${to - from} more ${nodes}`, does };
  if (part === "sentinel") return { changeClass: "rolling restart", text: `${from - to} fewer ${nodes}`, does };
  return { changeClass: "failover", text: `${from - to} fewer ${nodes}; a master among them hands over first`, does };
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
