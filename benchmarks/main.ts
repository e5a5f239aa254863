import { Command } from "commander";
import { errorText } from "../cli/errors";
import { measureLocal } from "./local";
import { benchmarkTable } from "./table";

const program = new Command("npm run benchmark --").description("measure what users wait for, and print a table");

program
  .command("local")
  .description("commands of stack local, which is taken down for it; the engine and the servers must be installed")
  .option("--runs <number>", "runs of each command", "3")
  .action(async ({ runs }: { runs: string }) => {
    const measured = await measureLocal(Number(runs), (text) => process.stderr.write(`${text}\n`));
    console.log(benchmarkTable(measured));
  });

program.parseAsync().catch((error) => {
  console.error(errorText(error));
  process.exitCode = 1;
});
