import { benchmarkTable, median } from "../../benchmarks/table";

it.each([
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[7], 7],
])("takes the median of %j", (values, middle) => {
  expect(median(values)).toBe(middle);
});

it("shows the ratio to the limit", () => {
  const table = benchmarkTable([{ name: "render", limitMs: 1500, times: [300, 600, 450] }]);
  expect(table).toMatch(/render +│ 0\.45 s │ 0\.60 s │ 1\.50 s │ +0\.30/);
});
