import type { Action, ChangeClass, PlannedStep } from "../../../review";
import { disagreements, seenBetween } from "../../../verification/review/compare";
import type { InstanceFacts, NodeFacts } from "../../../verification/review/facts";

const server = { engine: "redis", version: "7.0" } as const;

const step = (changeClass: ChangeClass, does: Action): PlannedStep => ({
  instance: "cache",
  changeClass,
  text: "",
  does,
});
const restarts = (...parts: NodeFacts["part"][]) => parts.map((part) => step("failover", { kind: "restart", part }));
const setClients = step("live", { kind: "set", name: "maxclients", to: "500" });
const restartReplicas = step("rolling restart", { kind: "restart", part: "replica" });

const node = (
  part: NodeFacts["part"],
  runId: string,
  config: Record<string, string> = {},
  startedAt = 0,
): NodeFacts => ({
  part,
  runId,
  startedAt,
  config,
});

function facts(nodes: Record<string, NodeFacts>, master = "cache-master-0"): InstanceFacts {
  return { nodes, master, canary: null };
}

const before = facts({
  "cache-master-0": node("master", "a", { maxclients: "400", "replica-priority": "0" }),
  "cache-replica-0": node("replica", "b", { maxclients: "400", "replica-priority": "100" }),
});

const after = (nodes: Record<string, NodeFacts>, master?: string) =>
  seenBetween(server, before, facts({ ...before.nodes, ...nodes }, master));

const withClients = (count: string) => ({
  "cache-master-0": node("master", "a", { maxclients: count }),
  "cache-replica-0": node("replica", "b", { maxclients: count }),
});

test("what is said and seen alike, whatever way it is written", () => {
  expect(disagreements(server, [], after({}))).toEqual([]);
  expect(disagreements(server, [setClients], after(withClients("500")))).toEqual([]);
  expect(disagreements(server, [restartReplicas], after({ "cache-replica-0": node("replica", "c", {}) }))).toEqual([]);
});

test("parts start again in the order that was said, as far as servers tell their age", () => {
  const seen = after({ "cache-master-0": node("master", "c", {}, 9), "cache-replica-0": node("replica", "d", {}, 10) });
  const late = "a replica started again before the last master";
  expect(disagreements(server, restarts("replica", "master"), seen)).toEqual([]);
  expect(disagreements(server, restarts("master", "replica"), seen)).toEqual([]);
  const apart = after({
    "cache-master-0": node("master", "c", {}, 12),
    "cache-replica-0": node("replica", "d", {}, 10),
  });
  expect(disagreements(server, restarts("replica", "master"), apart)).toEqual([]);
  expect(disagreements(server, restarts("master", "replica"), apart)).toEqual([late]);
  expect(disagreements(server, restarts("master", "replica"), apart, { inOrder: false })).toEqual([]);
});

test("a directive that comes with the value that the server has without it", () => {
  const comes = step("none", { kind: "wait", of: "redis", name: "maxclients", to: "400" });
  expect(disagreements(server, [comes], after({}))).toEqual([]);
});

test.each([
  ["a value that did not come", [setClients], after({}), /class: said live, seen none/],
  ["another value", [setClients], after(withClients("600")), /maxclients is 600, not 500/],
  [
    "a value that one node does not have",
    [setClients],
    after({ "cache-master-0": node("master", "a", { maxclients: "500" }) }),
    /maxclients has not changed on every node/,
  ],
  ["a value that nobody spoke of", [], after(withClients("500")), /directives: said none, seen maxclients/],
  [
    "a restart that nobody spoke of",
    [],
    after({ "cache-replica-0": node("replica", "c") }),
    /started again: said none/,
  ],
  ["a restart that did not come", [restartReplicas], after({}), /started again: said replica, seen none/],
  ["a role that moved", [], after({}, "cache-replica-0"), /class: said none, seen failover/],
  ["a node that came", [], after({ "cache-replica-1": node("replica", "d") }), /nodes: said none, seen replica,1/],
])("%s is a disagreement", (_, steps, seen, text) => {
  expect(disagreements(server, steps, seen).join("\n")).toMatch(text);
});
