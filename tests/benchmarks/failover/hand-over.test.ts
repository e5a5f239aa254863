import { parseAnswer } from "../../../benchmarks/failover/hand-over";

it("reads what the master's script answers", () => {
  const line =
    'benchmark-3 done from=cache-master-0 votes="s-0:yes s-1:yes" pause_ms=91 reason="replica-0 is master"\n';
  expect(parseAnswer(line)).toEqual({
    id: "benchmark-3",
    outcome: "done",
    fields: { from: "cache-master-0", votes: "s-0:yes s-1:yes", pause_ms: "91", reason: "replica-0 is master" },
  });
});

it("takes an empty file for an answer to nobody", () => {
  expect(parseAnswer("").id).toBe("");
});
