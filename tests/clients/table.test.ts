import type { Figures } from "./figures";
import type { ResultRow } from "./table";
import { resultsText, wrongIn } from "./table";

const readOnly = { "READONLY You can't write against a read only replica.": 3 };
/** As redis-py and redis-rs have it. */
const withoutCode = { "You can't write against a read only replica.": 1 };

const row = (
  through: ResultRow["through"],
  { scenario, ...figures }: Partial<Figures & ResultRow> = {},
): ResultRow => ({
  ...{ client: "ioredis", through, tls: false, scenario: scenario ?? "planned" },
  runs: [{ connectMs: 10, longestGapMs: 100, errors: {}, lost: 0, denied: [], ...figures }],
});

it.each([readOnly, withoutCode])("holds it for wrong that the proxy leads to a replica: %j", (errors) => {
  expect(wrongIn([row("proxy", { errors })])).toHaveLength(1);
  expect(wrongIn([row("sentinels", { errors })])).toEqual([]);
});

it("measures other errors of a client through the proxy, and holds them for nothing wrong", () => {
  expect(wrongIn([row("proxy", { errors: { "read ECONNRESET": 1 }, scenario: "crash" })])).toEqual([]);
});

it("holds writes for wrong that a planned move has lost", () => {
  expect(wrongIn([row("proxy", { lost: 1 })])).toHaveLength(1);
  expect(wrongIn([row("proxy", { lost: 1, scenario: "crash" })])).toEqual([]);
});

it("shows the moves that were measured", () => {
  const head = (rows: ResultRow[]) => resultsText(rows, {}).split("\n")[0];
  expect(head([row("proxy")])).toContain("planned");
  expect(head([row("proxy")])).not.toContain("kill -9");
  expect(head([row("proxy"), row("proxy", { scenario: "crash" })])).toContain("kill -9");
});
