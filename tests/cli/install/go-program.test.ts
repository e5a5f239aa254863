import { buildProgress } from "../../../cli/install/go-program";

test.each([
  [10, 1000, 2_000, "10 of 1000 packages compiled"],
  [250, 1000, 60_000, "250 of 1000 packages compiled, about 3 min left;"],
  [900, 1000, 180_000, "900 of 1000 packages compiled, about 20 s left;"],
  [1000, 1000, 200_000, "linking"],
])("after %d of %d packages and %d ms: %s", (compiled, total, elapsedMs, text) => {
  expect(buildProgress(compiled, total, elapsedMs)).toBe(text);
});
