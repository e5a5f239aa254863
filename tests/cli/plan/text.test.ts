import { parseDocument } from "yaml";
import { parseStack } from "../../../configs";
import { planByTable } from "../../../cli/plan";
import { plannedText } from "../../../cli/plan/text";
import type { Demand } from "../../../capacity";

const demand: Demand = {
  ...{ opsPerSecond: 50_000, writeShare: 0.1, clients: 100, outageSeconds: 60, growth: 0.2, persistent: true },
  shape: { kind: "strings", keys: 10e6, keyBytes: 20, valueBytes: 500, elements: 1, fieldBytes: 10, expiring: 0 },
};

it("ends with settings that can be pasted", () => {
  const text = plannedText(planByTable(demand, { engine: "redis", version: "8.2" }));
  const pasted = parseDocument(text.split("yaml:\n")[1]!).toJS() as { "redis-cache:instances": unknown };
  const { instances } = parseStack({ instances: pasted["redis-cache:instances"] });
  expect(instances.cache!.server).toMatchObject({ engine: "redis", version: "8.2" });
});

it("fits a terminal of 120 columns", () => {
  const lines = plannedText(planByTable(demand, { engine: "redis", version: "7.0" })).split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  expect(lines.join("\n")).toContain("10,000,000 strings (500 B)");
});

it("says where another version was measured, and refuses where none is near", () => {
  expect(planByTable(demand, { engine: "redis", version: "7.4" }).source).toContain("Redis 7.4 was not measured");
  expect(() => planByTable(demand, { engine: "valkey", version: "8.1" })).toThrow("--measure");
});
