import { directive, type ServerVersion, sameValue } from "../../configs/directives";
import { type PlannedStep, type ReviewReport, worst } from "../../review";
import type { Part } from "../../configs";
import type { Held } from "./held";
import { byNode, type Seen, type SeenUsers } from "./seen";

/** What the review said, as far as it can be seen. */
export type Said = Pick<ReviewReport, "steps" | "risks">;

/**
 * What differs between what was said and what was seen; empty where they agree. Parts start again in the order of the
 * steps, unless they are deployed in another way.
 */
export function disagreements(
  server: ServerVersion,
  { steps, risks }: Said,
  seen: Seen,
  { inOrder = true }: { inOrder?: boolean } = {},
): string[] {
  const restarted = steps.flatMap(({ does }) => (does.kind === "restart" ? [does.part] : []));
  const counts = Object.fromEntries(
    steps.flatMap(({ does }) => (does.kind === "count" ? [[does.part, does.to - does.from]] : [])),
  );
  return [
    ...differ("class", worst(steps.map(({ changeClass }) => changeClass)), seen.changeClass),
    ...differ("started again", restarted, Object.keys(seen.starts)),
    ...(inOrder ? outOfOrder(restarted, seen.starts) : []),
    ...differ("nodes", Object.entries(counts).map(String), Object.entries(seen.counts).map(String)),
    ...differ(
      "proxy",
      steps.flatMap(({ does }) => (does.kind === "proxy" ? [does.what] : [])),
      seen.proxy,
    ),
    ...wrongDirectives(server, steps, seen),
    ...wrongOptions(steps, seen.options),
    ...(["redis", "sentinel"] as const).flatMap((of) => wrongUsers(of, steps, seen.users[of])),
    ...wrongConnections(steps, seen),
    ...wrongRights(risks, seen.denied),
    ...(risks.some(({ interrupts }) => interrupts) ? [] : seen.wrong),
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

function wrongDirectives(server: ServerVersion, steps: readonly PlannedStep[], seen: Seen): string[] {
  // A directive may come with the value that the server has without it, and go with that.
  const isOld = (name: string, to = directive(server, name)?.default) =>
    to !== undefined && name in seen.old && sameValue(server, name, to, seen.old[name]!);
  const set = steps.flatMap(({ does }) => {
    const starts = does.kind === "wait" && does.of === "redis" && !isOld(does.name, does.to);
    return (does.kind === "set" || starts) && isSeen(server, does.name) ? [does.name] : [];
  });
  const values = steps.flatMap(({ does }) =>
    does.kind === "set" && does.name in seen.set && !sameValue(server, does.name, does.to, seen.set[does.name]!)
      ? [`${does.name} is ${seen.set[does.name]}, not ${does.to}`]
      : [],
  );
  return [
    ...differ("directives", set, Object.keys(seen.set)),
    ...values,
    ...seen.awaited.map((name) => `${name} has not changed on every node`),
  ];
}

/** Some are told only by their whole name, and some have a value for each node. */
function isSeen(server: ServerVersion, name: string): boolean {
  return !directive(server, name)?.hidden && !byNode.includes(name);
}

/** Those that a Sentinel tells. */
const toldOptions = ["monitor", "down-after-milliseconds", "failover-timeout", "parallel-syncs"];

function wrongOptions(steps: readonly PlannedStep[], options: Seen["options"]): string[] {
  const said = Object.fromEntries(
    steps.flatMap(({ does }) =>
      does.kind === "wait" && does.of === "sentinel" && toldOptions.includes(does.name.replace("sentinel ", ""))
        ? [[does.name, does.to?.split(" ").at(-1)]]
        : [],
    ),
  );
  const list = (values: Record<string, unknown>) => Object.entries(values).map((pair) => pair.join(" = "));
  return [...new Set(options.flatMap((seen) => differ("options of a Sentinel", list(said), list(seen))))];
}

function wrongUsers(of: "redis" | "sentinel", steps: readonly PlannedStep[], seen: SeenUsers): string[] {
  const list = (users: Record<string, string>) => Object.entries(users).map(([user, command]) => `${command} ${user}`);
  const acl = Object.fromEntries(
    steps.flatMap(({ does }) => (does.kind === "acl" && does.of === of ? [[does.user, does.command]] : [])),
  );
  const passwords = Object.fromEntries(
    steps.flatMap(({ does }) => (does.kind === "secret" && does.user ? [[does.user, does.command!]] : [])),
  );
  return [
    ...differ(`users of ${of}`, list({ ...passwords, ...acl }), list(seen.changed)),
    ...seen.otherRights.filter((user) => !(user in acl)).map((user) => `${user} has other rights on ${of}`),
    ...seen.awaited.map((user) => `user ${user} has not changed on every node of ${of}`),
  ];
}

/** Nodes that start again, or whose role moves, close all that they have; those are in `seen` only of others. */
function wrongConnections(steps: readonly PlannedStep[], { closed, open, moved }: Seen): string[] {
  const gone = steps.flatMap(({ does }) => ("command" in does && does.command === "DELUSER" ? [does.user!] : []));
  const speaks = steps.some(
    ({ does, closes }) => closes !== undefined && !("command" in does && gone.includes(does.user!)),
  );
  const unsaid = closed.filter(({ user }) => !moved && !speaks && !gone.includes(user));
  const kept = open.filter(({ user }) => gone.includes(user));
  const text = ({ node, user, is }: Held) => `${is} ${user} at ${node}`;
  return [
    ...(unsaid.length === 0 ? [] : [`connections closed that nobody spoke of: ${unsaid.map(text).join(", ")}`]),
    ...(kept.length === 0 ? [] : [`connections of users that are gone: ${kept.map(text).join(", ")}`]),
  ];
}

/** Fewer rights are said of a user by its name, not by that with which it logs in. */
function wrongRights(risks: Said["risks"], denied: Seen["denied"]): string[] {
  const said = risks
    .filter(({ setting }) => setting === "users")
    .map(({ reason }) => reason.split(":")[0]!.split(", "));
  return Object.entries(denied)
    .filter(([login]) => !said.flat().includes(login.replace(/-b$/, "")))
    .map(([login, texts]) => `${login} may no longer, and nobody spoke of it: ${texts.slice(0, 4).join(", ")}`);
}

function differ(what: string, said: string | readonly string[], seen: string | readonly string[]): string[] {
  const [a, b] = [said, seen].map((value) =>
    typeof value === "string" ? value : [...value].sort().join(", ") || "none",
  );
  return a === b ? [] : [`${what}: said ${a}, seen ${b}`];
}
