import { Command } from "commander";
import { instancePrograms, requirePrograms } from "../../cli/install/packages";
import { show } from "../../cli/process";
import { forwardSignals } from "../../cli/process/signals";
import { errorText, exitCode } from "../../cli/terminal/errors";
import { clientEnvironment, clientFolder, pythonWith } from "../../benchmarks/python-client";

const program = new Command("python").description("tests and checks of clients/python");

program
  .command("test", { isDefault: true })
  .description("install what they need, then run the tests on real servers; arguments go to pytest")
  .argument("[arguments...]", "passed on to pytest")
  .allowUnknownOption()
  .action(async (pytestArguments: string[]) => {
    requirePrograms(instancePrograms);
    process.exitCode = await runAll([["-m", "pytest", ...pytestArguments]]);
  });

program
  .command("check")
  .description("style and types: ruff, mypy --strict")
  .action(async () => {
    const paths = [".", "../recipes"];
    process.exitCode = await runAll([
      ["-m", "ruff", "check", "--no-cache", ...paths],
      ["-m", "ruff", "format", "--no-cache", "--check", ...paths],
      ["-m", "mypy", "--cache-dir", "/dev/null", "src", "tests"],
    ]);
  });

async function runAll(commands: readonly string[][]): Promise<number> {
  const python = await pythonWith("requirements-dev.txt", (line) => console.error(line));
  const env = { ...process.env, ...clientEnvironment };
  let worst = 0;
  for (const args of commands) worst = Math.max(worst, await show(python, args, { cwd: clientFolder, env }));
  return worst;
}

forwardSignals();
program.parseAsync().catch((error: Error) => {
  console.error(errorText(error));
  process.exitCode = exitCode(error);
});
