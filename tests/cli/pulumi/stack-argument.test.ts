import { stackOf } from "../../../cli/pulumi/stack-argument";

test.each([
  ["preview", "local"],
  ["up -s dev", "dev"],
  ["--stack dev up", "dev"],
  ["up --stack=dev", "dev"],
  ["up -sdev", "dev"],
  ["stack init dev", "dev"],
  ["stack select acme/dev", "acme/dev"],
  ["stack rm --yes dev", "dev"],
  ["stack output", "local"],
  ["stack init", "local"],
  ["config set key value", "local"],
  ["login", undefined],
  ["new typescript", undefined],
])("pulumi %s is about stack %s in a shell for stack local", (line, stack) => {
  expect(stackOf(line.split(" "), "local")).toBe(stack);
});

test("without a stack that is selected or named there is none", () => {
  expect(stackOf(["preview"])).toBeUndefined();
});
