import type { Written } from "../../../benchmarks/failover/client";
import { gapTable, meets, scriptTable } from "../../../benchmarks/failover/report";
import type { Row } from "../../../benchmarks/failover/series";

const run = (longestGapMs: number, more: Partial<Written> = {}): Written => ({
  writes: 1000,
  longestGapMs,
  lost: 0,
  refused: {},
  failed: {},
  reconnects: 0,
  gaveUp: false,
  ...more,
});

const row = (series: Row["series"], client: Row["client"], ...gaps: number[]): Row => ({
  series,
  client,
  runs: gaps.map((gap) => run(gap)),
});

/** The cells of each line below the head. */
const cells = (table: string) =>
  table
    .split("\n")
    .slice(2)
    .map((line) =>
      line
        .split("|")
        .map((cell) => cell.trim())
        .slice(1, -1),
    );

it("shows median, worst gap and whether the goal is met", () => {
  const [first] = cells(gapTable([row("planned", "redis-py", 150, 420, 130)]));
  expect(first).toEqual([
    "planned hand-over",
    "redis-py",
    "3",
    "0.15 s",
    "0.42 s",
    "median 0.20 s, max 0.50 s, none refused",
    "yes",
    "0",
    "0",
    "0",
    "",
  ]);
});

it("compares a rival's median with ours of the same client", () => {
  const rows = [
    row("crash", "redis-py", 200),
    row("crash", "ioredis", 400),
    row("plainCrash10", "ioredis", 10_000, 12_000),
    row("plainFailover", "ioredis", 100),
  ];
  expect(cells(gapTable(rows)).map((line) => line.at(-1))).toEqual(["", "", "28 x crash", ""]);
});

it("adds up refusals, other errors and lost writes of all runs", () => {
  const runs = [
    run(100, { lost: 2, refused: { READONLY: 1, NOREPLICAS: 3 } }),
    run(100, { lost: 1, failed: { "Connection is closed.": 5 } }),
  ];
  const [line] = cells(gapTable([{ series: "planned", client: "ioredis", runs }]));
  expect(line!.slice(6, 10)).toEqual(["no", "4", "5", "3"]);
});

it.each([
  ["the median is above its limit", row("planned", "ioredis", 210, 220, 100), { medianMs: 200, maxMs: 500 }, false],
  ["one gap is above its limit", row("planned", "ioredis", 100, 100, 501), { medianMs: 200, maxMs: 500 }, false],
  ["both are at their limits", row("planned", "ioredis", 200, 200, 500), { medianMs: 200, maxMs: 500 }, true],
  ["only the worst counts", row("frozen", "ioredis", 6_000, 6_400), { maxMs: 6_500 }, true],
])("judges a row where %s", (_, measured, goal, met) => {
  expect(meets(measured, goal)).toBe(met);
});

it("holds a script's memory and CPU against their goals", () => {
  const script = { node: "cache-master-0", role: "master" as const, residentKb: 1984, proportionalKb: 400 };
  const table = scriptTable([
    { ...script, cpuPercent: 0.49 },
    { ...script, cpuPercent: 0.5 },
    { ...script, residentKb: 3072, cpuPercent: 0.1 },
  ]);
  expect(cells(table)[0]).toEqual(["cache-master-0", "master", "1.94 MB", "0.39 MB", "0.49 %", "yes"]);
  expect(cells(table).map((line) => line.at(-1))).toEqual(["yes", "no", "no"]);
});
