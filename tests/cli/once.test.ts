import fs from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { failoverCommand } from "../../cli/commands/failover";
import { loadCommand } from "../../cli/commands/load";
import { reviewCommand } from "../../cli/commands/review";
import { smokeCommand } from "../../cli/commands/smoke";
import { statusCommand } from "../../cli/commands/status";
import type { withClusterInstances } from "../../cli/deployed/in-cluster";

/**
 * A cluster whose instance has no nodes: a command reads all that it needs of the stack, and then finds nothing to do.
 */
jest.mock("../../cli/deployed/in-cluster", () => {
  const within: typeof withClusterInstances = (_settings, names, use) =>
    use(
      names.map((name) => ({
        ...{ name, masterName: name, tls: false, redis: [], sentinels: [] },
        connection: { url: "", sentinels: [], masterName: name, username: "app", password: "" },
      })),
    );
  return { withClusterInstances: within };
});

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) jest.spyOn(stream, "write").mockReturnValue(true);
});

afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

test.each<[() => Command, string]>([
  [statusCommand, "-s dev"],
  [smokeCommand, "-s dev --timeout 1ms"],
  [failoverCommand, "-s dev --dry-run"],
  [loadCommand, "-s dev --for 1"],
  [reviewCommand, "-s dev --live"],
])("%p opens the stack file once", async (command, args) => {
  const read = jest.spyOn(fs, "readFileSync");

  await command()
    .parseAsync(args.split(" "), { from: "user" })
    .catch(() => undefined);

  const paths = read.mock.calls.map(([path]) => path);
  expect(paths.filter((path) => path === join(process.cwd(), "Pulumi.dev.yaml"))).toHaveLength(1);
});
