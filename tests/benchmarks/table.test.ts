import { benchmarkTable } from "../../benchmarks/table";

it("shows the ratio to the limit", () => {
  const table = benchmarkTable([{ name: "render", limitMs: 1500, times: [300, 600, 450] }]);
  expect(table).toMatch(/render +│ 0\.45 s │ 0\.60 s │ 1\.50 s │ +0\.30/);
});
