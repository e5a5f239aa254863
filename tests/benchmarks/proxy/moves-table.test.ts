import type { Written } from "../../../benchmarks/failover/client";
import { type MoveRow, movesTable } from "../../../benchmarks/proxy/moves/table";

const run = (longestGapMs: number, more: Partial<Written> = {}): Written => ({
  ...{ writes: 1000, longestGapMs, lost: 0, refused: {}, failed: {}, reconnects: 1, gaveUp: false },
  ...more,
});

const well: MoveRow = { way: "this proxy", client: "redis-py, proxy", runs: [run(100), run(140), run(490)] };

/** Of the one row. */
const cells = (row: MoveRow) =>
  movesTable([row])
    .split("\n")[2]!
    .split("|")
    .map((cell) => cell.trim())
    .slice(1, -1);

it("shows what clients waited for, their errors, and the most reconnects of a move", () => {
  const refused = run(100, { refused: { READONLY: 3, NOREPLICAS: 1 }, failed: { closed: 2 }, reconnects: 4, lost: 5 });
  const row: MoveRow = { ...well, way: "tcp-check", runs: [refused, run(300), run(1200)] };
  expect(cells(row)).toEqual(["tcp-check", "redis-py", "3", "0.30 s", "1.20 s", "4", "1", "2", "1 (4)", "5", ""]);
});

it("says how many never wrote again", () => {
  const stuck = run(20_000, { gaveUp: true, refused: { READONLY: 1900 } });
  expect(cells({ ...well, way: "tcp-check", runs: [stuck, run(300), stuck] })[4]).toBe("never (2)");
});

it.each([
  ["all is well", well.runs, "yes"],
  ["the median is too long", [run(160), run(160)], "no"],
  ["one gap is too long", [run(100), run(100), run(501)], "no"],
  ["one write was refused", [run(100, { refused: { READONLY: 1 } })], "no"],
  ["one write failed otherwise", [run(100, { failed: { closed: 1 } })], "no"],
  ["a client was cut twice", [run(100, { reconnects: 2 })], "no"],
])("judges clients of this proxy where %s", (_, runs, met) => {
  expect(cells({ ...well, runs }).at(-1)).toBe(met);
});
