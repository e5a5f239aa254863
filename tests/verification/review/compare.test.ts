import type { Action, ChangeClass, PlannedStep, ProxyAction } from "../../../review";
import { disagreements, type Said } from "../../../verification/review/compare";
import { countOfSentinels, type InstanceFacts, type NodeFacts } from "../../../verification/review/facts";
import type { Held } from "../../../verification/review/held";
import { seenBetween } from "../../../verification/review/seen";
import type { UserFacts } from "../../../verification/review/users";

const server = { engine: "redis", version: "7.0" } as const;

const step = (changeClass: ChangeClass, does: Action, closes?: string): PlannedStep => ({
  instance: "cache",
  changeClass,
  text: "",
  does,
  ...(closes !== undefined && { closes }),
});
const restarts = (...parts: NodeFacts["part"][]) => parts.map((part) => step("failover", { kind: "restart", part }));
const setClients = step("live", { kind: "set", name: "maxclients", to: "500" });
const restartReplicas = step("rolling restart", { kind: "restart", part: "replica" });
const restartSentinels = step("rolling restart", { kind: "restart", part: "sentinel" });
const patience = step("none", {
  kind: "wait",
  of: "sentinel",
  name: "sentinel down-after-milliseconds",
  to: "redis-cache 4000",
});
const acl = (user: string, command: "SETUSER" | "DELUSER", closes?: string) =>
  (["redis", "sentinel"] as const).map((of) => step("live", { kind: "acl", of, user, command }, closes));
const risk = (risk: Partial<Said["risks"][number]>) => ({
  ...{ instance: "cache", setting: "users", reason: "reports: less", fix: "", source: "", loses: false },
  ...risk,
});

const user = (rights: string, passwords = "a"): UserFacts => ({ rights, passwords, keys: [], channels: [] });

const node = (part: NodeFacts["part"], more: Partial<NodeFacts> = {}): NodeFacts => ({
  ...{ part, runId: "a", startedAt: 0, config: {}, users: { reports: user("all") }, clients: ["7"], data: {} },
  ...more,
});

const keys = { "database 0: 0:list": "[1]", "database 5: 5:hash": "[2]" };
const redis = { config: { maxclients: "400", "replica-priority": "0" }, data: keys };
const sentinel = { config: { "sentinel down-after-milliseconds": "3000", [countOfSentinels]: "0" } };

const before: InstanceFacts = {
  nodes: {
    "cache-master-0": node("master", redis),
    "cache-replica-0": node("replica", redis),
    "cache-sentinel-0": node("sentinel", sentinel),
  },
  master: "cache-master-0",
  used: 0,
  channels: {},
  rights: { reports: { "get x": true, "set x 1": false } },
  samples: { keys: [], channels: [] },
  locked: [],
  proxies: {},
};

type Nodes = Record<string, Partial<NodeFacts> | undefined>;

/** What is seen after a change of these nodes, by the end of their names. */
function after(
  changes: Nodes,
  more: Partial<InstanceFacts> = {},
  held: readonly Held[] = [],
  old: Partial<InstanceFacts> = {},
) {
  const nodes = { ...before.nodes };
  for (const [end, change] of Object.entries(changes)) {
    const name = `cache-${end}`;
    const part = /master|replica|sentinel/.exec(end)![0] as NodeFacts["part"];
    nodes[name] = { ...(nodes[name] ?? node(part, redis)), ...change };
  }
  return seenBetween(server, { ...before, ...old }, { ...before, nodes, ...more }, held);
}

const said = (steps: readonly PlannedStep[], risks: Said["risks"] = []): Said => ({ steps: [...steps], risks });

const onRedis = (change: Partial<NodeFacts>): Nodes => ({ "master-0": change, "replica-0": change });
const onAll = (change: Partial<NodeFacts>): Nodes => ({ ...onRedis(change), "sentinel-0": change });
const withClients = (maxclients: string) => onRedis({ config: { maxclients } });
const patient = {
  "sentinel-0": { runId: "b", config: { ...sentinel.config, "sentinel down-after-milliseconds": "4000" } },
};
const held: Held[] = ["cache-master-0", "cache-sentinel-0"].map((name) => ({
  ...{ node: name, runId: "a", name: "7", user: "reports", is: "idle" },
}));

test.each([
  ["nothing", [], after({})],
  ["a value, in another spelling", [setClients], after(withClients("500"))],
  ["a restart", [restartReplicas], after({ "replica-0": { runId: "c", config: {} } })],
  ["an option of Sentinels", [restartSentinels, patience], after(patient)],
  ["fewer rights", acl("reports", "SETUSER"), after(onAll({ users: { reports: user("few") } }))],
  ["a user that is gone", acl("reports", "DELUSER"), after(onAll({ users: {}, clients: [] }), {}, held)],
  [
    "another password",
    [step("live", { kind: "secret", name: "users.reports", user: "reports", command: "SETUSER" })],
    after(onAll({ users: { reports: user("all", "b") } })),
  ],
  [
    "connections of one who listens",
    acl("reports", "SETUSER", "some"),
    after(onAll({ users: { reports: user("few") }, clients: [] }), {}, held),
  ],
] as const)("%s: said and seen alike", (_, steps, seen) => {
  expect(disagreements(server, said(steps), seen)).toEqual([]);
});

test("parts start again in the order that was said, as far as servers tell their age", () => {
  const seen = after({ "master-0": { runId: "c", startedAt: 9 }, "replica-0": { runId: "d", startedAt: 10 } });
  const late = "a replica started again before the last master";
  const compare = (parts: NodeFacts["part"][], what: typeof seen, options = {}) =>
    disagreements(server, said(restarts(...parts)), what, options);
  expect(compare(["replica", "master"], seen)).toEqual([]);
  expect(compare(["master", "replica"], seen)).toEqual([]);
  const apart = after({ "master-0": { runId: "c", startedAt: 12 }, "replica-0": { runId: "d", startedAt: 10 } });
  expect(compare(["replica", "master"], apart)).toEqual([]);
  expect(compare(["master", "replica"], apart)).toEqual([late]);
  expect(compare(["master", "replica"], apart, { inOrder: false })).toEqual([]);
});

test("a directive that comes with the value that the server has without it", () => {
  const comes = step("none", { kind: "wait", of: "redis", name: "maxclients", to: "400" });
  expect(disagreements(server, said([comes]), after({}))).toEqual([]);
  const goes = step("none", { kind: "wait", of: "redis", name: "hz" });
  const hz = (value: string) => ({ ...before, nodes: { "cache-master-0": node("master", { config: { hz: value } }) } });
  expect(disagreements(server, said([goes]), seenBetween(server, hz("10"), hz("10")))).toEqual([]);
  expect(disagreements(server, said([goes]), seenBetween(server, hz("11"), hz("11")))).toEqual([
    "directives: said hz, seen none",
  ]);
});

const { "database 5: 5:hash": moved, ...rest } = keys;

test.each([
  ["a value that did not come", [setClients], after({}), /class: said live, seen none/],
  ["another value", [setClients], after(withClients("600")), /maxclients is 600, not 500/],
  [
    "a value that one node does not have",
    [setClients],
    after({ "master-0": { config: { maxclients: "500" } } }),
    /maxclients has not changed on every node/,
  ],
  ["a value that nobody spoke of", [], after(withClients("500")), /directives: said none, seen maxclients/],
  ["a restart that nobody spoke of", [], after({ "replica-0": { runId: "c" } }), /started again: said none/],
  ["a restart that did not come", [restartReplicas], after({}), /started again: said replica, seen none/],
  ["a role that moved", [], after({}, { master: "cache-replica-0" }), /class: said none, seen failover/],
  ["a node that came", [], after({ "replica-1": {} }), /nodes: said none, seen replica,1/],
  [
    "an option that did not come",
    [restartSentinels, patience],
    after({ "sentinel-0": { runId: "b" } }),
    /said sentinel down-after-milliseconds = 4000, seen none/,
  ],
  [
    "an option that nobody spoke of",
    [restartSentinels],
    after(patient),
    /seen sentinel down-after-milliseconds = 4000/,
  ],
  [
    "a Sentinel that counts on others",
    [],
    after({ "sentinel-0": { config: { ...sentinel.config, [countOfSentinels]: "2" } } }),
    /cache-sentinel-0 counts 2 other Sentinels, not 0/,
  ],
  ["a key that is gone", [], after(onRedis({ data: rest })), /cache-master-0: gone: database 5: 5:hash/],
  ["a key that is gone on one node", [], after({ "replica-0": { data: rest } }), /^cache-replica-0: gone/],
  [
    "a key that is in another database",
    [],
    after(onRedis({ data: { ...rest, "database 0: 5:hash": moved } })),
    /gone: database 5: 5:hash\n.*from nowhere: database 0: 5:hash/,
  ],
  [
    "a key that holds something else",
    [],
    after(onRedis({ data: { ...keys, "database 0: 0:list": "[]" } })),
    /not as they were: database 0: 0:list/,
  ],
  [
    "a user that nobody spoke of",
    [],
    after(onAll({ users: { reports: user("all"), other: user("") } })),
    /users of redis: said none, seen SETUSER other/,
  ],
  ["a user who stays", acl("reports", "DELUSER"), after({}), /users of sentinel: said DELUSER reports, seen none/],
  [
    "a user who is gone",
    acl("reports", "SETUSER"),
    after(onAll({ users: {} })),
    /said SETUSER reports, seen DELUSER reports/,
  ],
  [
    "a user whom one node does not have",
    acl("other", "SETUSER"),
    after({ "master-0": { users: { reports: user("all"), other: user("") } } }),
    /user other has not changed on every node of redis/,
  ],
  [
    "a password that nobody spoke of",
    [],
    after(onAll({ users: { reports: user("all", "b") } })),
    /users of redis: said none, seen SETUSER reports/,
  ],
  [
    "rights beside a password",
    [step("live", { kind: "secret", name: "users.reports", user: "reports", command: "SETUSER" })],
    after(onAll({ users: { reports: user("few", "b") } })),
    /reports has other rights on redis/,
  ],
  [
    "rights that are taken",
    acl("reports", "SETUSER"),
    after(onAll({ users: { reports: user("few") } }), { rights: { reports: { "get x": false } } }),
    /reports may no longer, and nobody spoke of it: get x/,
  ],
  [
    "a user who is not let in",
    [],
    after({}, { locked: ["cache-master-0 does not let reports in"] }),
    /does not let reports in/,
  ],
  [
    "connections that are closed",
    acl("reports", "SETUSER"),
    after(onAll({ users: { reports: user("few") }, clients: [] }), {}, held),
    /closed that nobody spoke of: idle reports at cache-master-0, idle reports at cache-sentinel-0/,
  ],
  [
    "connections of one who is gone",
    acl("reports", "DELUSER"),
    after(onAll({ users: {} }), {}, held),
    /connections of users that are gone: idle reports at/,
  ],
] as const)("%s is a disagreement", (_, steps, seen, text) => {
  expect(disagreements(server, said(steps), seen).join("\n")).toMatch(text);
});

test("fewer rights that were spoken of, by whatever name the user logs in", () => {
  const seen = after({}, { rights: { reports: { "get x": false } } });
  expect(disagreements(server, said([], [risk({})]), seen)).toEqual([]);
});

test("data that are lost where the review says that the change itself loses them", () => {
  const seen = after(onRedis({ data: rest }));
  expect(disagreements(server, said([], [risk({ interrupts: true })]), seen)).toEqual([]);
});

const through: Held[] = [...held, { ...held[0]!, name: "8", is: "proxied" }];
const goesOn = { "master-0": { clients: ["7", "8"] } };
const one = { "cache-proxy": 5 };
const anew = { "cache-proxy": 9 };

/** What is seen of proxies, by when they began, before and after, and of a connection through them. */
function afterProxies(old: Record<string, number>, now: Record<string, number>, nodes: Nodes, more = {}) {
  return after(nodes, { proxies: now, ...more }, through, { proxies: old });
}

const proxyStep = (what: ProxyAction, changeClass: ChangeClass) => [step(changeClass, { kind: "proxy", what })];

test.each([
  ["that comes", afterProxies({}, one, goesOn), proxyStep("start", "live")],
  ["that goes", afterProxies(one, {}, {}), proxyStep("stop", "rolling restart")],
  ["that reads its configuration anew", afterProxies(one, anew, goesOn), proxyStep("reload", "live")],
  ["that is replaced", afterProxies(one, anew, {}), proxyStep("restart", "rolling restart")],
  [
    "whose pods are replaced",
    afterProxies({ "cache-proxy-a": 5 }, { "cache-proxy-b": 9 }, goesOn),
    proxyStep("restart", "rolling restart"),
  ],
  ["of which nothing changes", afterProxies(one, one, goesOn), []],
  [
    "whose user's connections Redis closes",
    afterProxies(one, one, onAll({ users: {}, clients: [] })),
    acl("reports", "DELUSER"),
  ],
] as const)("a proxy %s: said and seen alike", (_, seen, steps) => {
  expect(disagreements(server, said(steps), seen)).toEqual([]);
});

test.each([
  ["that is replaced, which nobody spoke of", afterProxies(one, anew, {}), [], /proxy: said none, seen restart/],
  [
    "that is replaced, and not only changed",
    afterProxies(one, anew, {}),
    proxyStep("reload", "live"),
    /proxy: said reload, seen restart/,
  ],
  ["that does not come", afterProxies({}, {}, {}), proxyStep("start", "live"), /proxy: said start, seen none/],
] as const)("a proxy %s is a disagreement", (_, seen, steps, text) => {
  expect(disagreements(server, said(steps), seen).join("\n")).toMatch(text);
});

test("a connection that ends with the master's role tells nothing of the proxy itself", () => {
  const seen = afterProxies(one, one, {}, { master: "cache-replica-0" });
  expect(seen).toMatchObject({ proxy: [], closed: [], changeClass: "failover" });
});
