import { parseAnswer } from "../../../cli/failover/answer";

it("reads what the script says", () => {
  const line =
    'id-1 done cause=request from=cache-master-0 to=cache-replica-0 epoch=3 votes="a:yes b:no(voted-in-epoch-3)" ' +
    'pause_ms=98 views="" reason="cache-replica-0 is master"\n';
  expect(parseAnswer(line, "id-1")).toEqual({
    outcome: "done",
    fields: {
      cause: "request",
      from: "cache-master-0",
      to: "cache-replica-0",
      epoch: "3",
      votes: "a:yes b:no(voted-in-epoch-3)",
      pause_ms: "98",
      views: "",
    },
    reason: "cache-replica-0 is master",
  });
});

it("reads an answer without empty values", () => {
  const line =
    'benchmark-3 done from=cache-master-0 votes="s-0:yes s-1:yes" pause_ms=91 reason="replica-0 is master"\n';
  expect(parseAnswer(line, "benchmark-3")).toEqual({
    outcome: "done",
    fields: { from: "cache-master-0", votes: "s-0:yes s-1:yes", pause_ms: "91" },
    reason: "replica-0 is master",
  });
});

it("reads a refusal without fields", () => {
  const answer = parseAnswer('7 refused reason="x is none of the nodes"', "7");
  expect(answer).toEqual({ outcome: "refused", fields: {}, reason: "x is none of the nodes" });
});

it.each([
  ["of another request", 'id-2 done reason=""'],
  ["that is no answer", "id-1 begun"],
  ["that is empty", ""],
])("takes no line %s", (_, line) => {
  expect(parseAnswer(line, "id-1")).toBeUndefined();
});
