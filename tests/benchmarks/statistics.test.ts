import { median } from "../../benchmarks/statistics";

it.each([
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[7], 7],
])("takes the median of %j", (values, middle) => {
  expect(median(values)).toBe(middle);
});
