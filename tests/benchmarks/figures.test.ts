import { type Figure, isMet, figuresTable } from "../../benchmarks/figures";

const figure = (values: number[], more: Partial<Figure> = {}): Figure => ({ what: "up", values, unit: "s", ...more });

it("shows medians beside what they are compared with, and whether the goal is met", () => {
  const table = figuresTable([
    figure([3, 1, 2], { beside: [1.5], goal: { atMost: 1.5, of: "ratio" } }),
    figure([30], { goal: { atMost: 25 } }),
    figure([0.5], { unit: "core" }),
    figure([0.35], { unit: "ms", beside: [0.3], goal: { atMost: 0.1, of: "difference" } }),
    figure([90], { unit: "requests/s", beside: [105], goal: { atLeast: 0.9, of: "ratio" } }),
  ]);
  const cells = table.split("\n").map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  expect(cells[2]).toEqual(["up", "3", "2.00 s", "3.00 s", "1.50 s", "1.33", "<= 1.5 x", "yes"]);
  expect(cells[3]).toEqual(["up", "1", "30.00 s", "30.00 s", "", "", "<= 25.00 s", "no"]);
  expect(cells[5]!.slice(4)).toEqual(["0.300 ms", "1.17", "<= + 0.100 ms", "yes"]);
  expect(cells[6]!.slice(4)).toEqual(["105 requests/s", "0.86", ">= 0.9 x", "no"]);
  expect(cells[4]).toEqual(["up", "1", "0.500 core", "0.500 core", "", "", "", ""]);
});

it("says nothing of goals where there is none", () => {
  expect(isMet(figure([1]))).toBeUndefined();
});
