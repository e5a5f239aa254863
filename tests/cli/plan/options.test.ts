import { demandOf, type PlanOptions, serverMeant } from "../../../cli/plan/options";
import { parseCount, parseShare } from "../../../cli/terminal/units";

const options: PlanOptions = {
  ...{ keys: 1000, shape: "strings", value: 100, keyLength: 20, field: 10, expiring: 0, ops: 1000, writes: 0.1 },
  ...{ clients: 10, outage: 60_000, growth: 0.2 },
};

it.each([
  ["500", 500],
  ["50k", 50_000],
  ["1.5M", 1_500_000],
  ["2G", 2e9],
])("reads %s", (text, count) => expect(parseCount(text)).toBe(count));

it.each(["", "k", "1.5", "-1", "10 M", "1e3", "1Mi"])("refuses %p as a number", (text) =>
  expect(() => parseCount(text)).toThrow("must be a number"),
);

it("reads shares with and without percent", () => {
  expect([parseShare("0.2"), parseShare("20%"), parseShare("1")]).toEqual([0.2, 0.2, 1]);
  expect(() => parseShare("a")).toThrow("must be a share");
});

it.each([
  [{ keys: undefined }, "--keys"],
  [{ keys: 10e6, keyLength: 4 }, "--key-length 4"],
  [{ shape: "sets", elements: 5000, value: 2 }, "--value 2"],
  [{ shape: "hashes", elements: 5000, field: 2 }, "--field 2"],
  [{ shape: "hashes", elements: 0 }, "--elements 0"],
  [{ writes: 20 }, "--writes 20"],
] as [Partial<PlanOptions>, string][])("refuses %j, with what to write instead", (part, text) => {
  expect(() => demandOf({ ...options, ...part })).toThrow(text);
  expect(() => demandOf({ ...options, ...part })).toThrow("Fix:");
});

it("takes a version that the settings know", () => {
  expect(serverMeant({})).toEqual({ engine: "redis", version: "8.2" });
  expect(serverMeant({ valkey: "8.1" })).toEqual({ engine: "valkey", version: "8.1" });
  expect(() => serverMeant({ redis: "5.0" })).toThrow("Known are: 6.2");
});
