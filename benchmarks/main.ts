import { setMaxListeners } from "node:events";
import { Command, Option } from "commander";
import { errorText, exitCode } from "../cli/terminal/errors";
import { forwardSignals } from "../cli/process/signals";
import { instancePrograms, requirePrograms } from "../cli/install/packages";
import { measureBackup } from "./backup";
import type { ClusterPart } from "./cluster";
import { clusterParts, measureCluster } from "./cluster";
import type { FailoverPart } from "./failover";
import { failoverParts, measureFailover } from "./failover";
import { reportText } from "./failover/report";
import { measureLocal } from "./local";
import { benchmarkTable, clusterTable, ratioTable } from "./table";

// p-wait-for adds a listener at each look.
setMaxListeners(0);

const program = new Command("npm run benchmark --").description("measure what users wait for, and print a table");

program
  .command("local")
  .description("commands of stack local, which is taken down for it; the Pulumi CLI and the servers must be installed")
  .option("--runs <number>", "runs of each command", "3")
  .action(async ({ runs }: { runs: string }) => {
    console.log(benchmarkTable(await measureLocal(Number(runs), tell)));
  });

program
  .command("failover")
  .description("how long clients cannot write when the master moves, beside plain Sentinel; on instances of its own")
  .option("--runs <number>", "runs of each row; fewer for plain Sentinel with long down-after", "15")
  .option("--tls", "with TLS on every connection", false)
  .addOption(new Option("--only <parts...>", "only these parts").choices(failoverParts).default(failoverParts))
  .option("--json", "print every run as JSON")
  .action(async ({ runs, tls, only, json }: { runs: string; tls: boolean; only: FailoverPart[]; json?: boolean }) => {
    requirePrograms(instancePrograms);
    const report = await measureFailover({ runs: Number(runs), tls, only }, tell);
    console.log(json ? JSON.stringify(report, undefined, 2) : reportText(report));
  });

program
  .command("kubernetes")
  .description(
    "outages and starts on the cluster that KUBECONFIG names, in namespaces of its own, as a client there sees them",
  )
  .option("--runs <number>", "runs of each row", "10")
  .option("--tls", "with TLS on every connection", false)
  .addOption(new Option("--only <parts...>", "only these parts").choices(clusterParts).default(clusterParts))
  .action(async ({ runs, tls, only }: { runs: string; tls: boolean; only: ClusterPart[] }) => {
    console.log(clusterTable(await measureCluster({ runs: Number(runs), tls, only }, tell)));
  });

program
  .command("backup")
  .description("backups and restores of a data set, beside what the server's own programs need; on a stack of its own")
  .option("--runs <number>", "runs of each row", "3")
  .option("--megabytes <number>", "size of the data set", "1000")
  .action(async ({ runs, megabytes }: { runs: string; megabytes: string }) => {
    console.log(ratioTable(await measureBackup({ runs: Number(runs), megabytes: Number(megabytes) }, tell)));
  });

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

forwardSignals();
program.parseAsync().catch((error) => {
  console.error(errorText(error));
  process.exitCode = exitCode(error);
});
