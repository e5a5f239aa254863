import { pulumiVersion, oldestPulumi } from "../../../../cli/pulumi/cli/versions";
import { compareVersions } from "../../../../configs/schema/versions";

it.each([
  ["3.208.0", "3.208.0", 0],
  ["v3.259.0", "3.208.0", 1],
  ["3.99.9", "3.208.0", -1],
  ["3.208.1-alpha.1", "3.208.0", 1],
  ["3.260.0+dirty\n", "3.259.9", 1],
])("compares %s with %s", (a, b, sign) => {
  expect(Math.sign(compareVersions(a, b))).toBe(sign);
});

it("installs a Pulumi CLI that it would accept", () => {
  expect(compareVersions(pulumiVersion, oldestPulumi)).toBeGreaterThan(0);
});
