import { setMaxListeners } from "node:events";
import { Command, Option } from "commander";
import { type LeadingKind, leadingKinds } from "../configs";
import { errorText, exitCode } from "../cli/terminal/errors";
import { forwardSignals } from "../cli/process/signals";
import { instancePrograms, proxyPrograms, requirePrograms } from "../cli/install/packages";
import { measureBackup } from "./backup";
import { type CachePart, cacheParts, contractTables, measureCache, speedTable, wayIds } from "./cache";
import type { ClusterPart } from "./cluster";
import { clusterParts, measureCluster } from "./cluster";
import type { FailoverPart } from "./failover";
import { failoverParts, measureFailover } from "./failover";
import { machineText, reportText } from "./failover/report";
import { measureLocal } from "./local";
import { figuresTable } from "./figures";
import { measurePlan } from "./plan";
import { cases, drawnCases } from "./plan/cases";
import { installedServers } from "./plan/servers";
import { planTable } from "./plan/table";
import { measureProxy, movesTable, type ProxyPart, proxyParts } from "./proxy";
import { measureScale, type ScalePart, scaleParts } from "./scale";
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
  .addOption(
    new Option("--proxy [kind]", "beside these, clients with default settings through a proxy")
      .choices(leadingKinds)
      .preset("haproxy"),
  )
  .addOption(new Option("--only <parts...>", "only these parts").choices(failoverParts).default(failoverParts))
  .option("--json", "print every run as JSON")
  .action(async ({ runs, json, ...options }: FailoverCommand) => {
    requirePrograms([...instancePrograms, ...(options.proxy ? proxyPrograms[options.proxy] : [])]);
    const report = await measureFailover({ ...options, runs: Number(runs) }, tell);
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

program
  .command("scale")
  .description(
    "what instances cost and how that grows: idle, waiting, up, down, a power cut, restarts, hand-overs with data " +
      "and clients, commands in large stacks; beside plain servers and an empty program; on stacks of its own",
  )
  .option("--runs <number>", "runs of each row that is no rate", "3")
  .option("--short", "small sizes only: no more than one instance, ten in a file, 2000 clients, no data", false)
  .addOption(new Option("--only <parts...>", "only these parts").choices(scaleParts).default(scaleParts))
  .action(async ({ runs, short, only }: { runs: string; short: boolean; only: ScalePart[] }) => {
    requirePrograms(instancePrograms);
    const { machine, figures } = await measureScale({ runs: Number(runs), short, only }, tell);
    console.log(`${figuresTable(figures)}\n\n${machineText(machine)}`);
  });

program
  .command("proxy")
  .description(
    "what HAProxy costs between clients and Redis, beside the same without it: latency at a fixed rate, full speed, " +
      "idle connections, reloads; planned moves of the master, beside other ways to follow it; on a stack of its own",
  )
  .option("--runs <number>", "runs of each way, by turns", "5")
  .option("--short", "small sizes only: seconds, 200 idle connections, 2 reloads, 2 moves", false)
  .option("--moves <number>", "planned moves under clients of the proxy; each other way has a fifth of them", "100")
  .option("--busy <number>", "loops beside the moves, each of which wants a core", "0")
  .addOption(new Option("--only <parts...>", "only these parts").choices(proxyParts).default(proxyParts))
  .action(async ({ runs, moves, busy, ...options }: ProxyCommand) => {
    requirePrograms([...instancePrograms, ...proxyPrograms.haproxy]);
    const numbers = { runs: Number(runs), moves: Number(moves), busy: Number(busy) };
    const report = await measureProxy({ ...options, ...numbers }, tell);
    const tables = [
      ...(report.figures.length > 0 ? [figuresTable(report.figures)] : []),
      ...(report.moves.length > 0 ? [movesTable(report.moves)] : []),
    ];
    console.log([...tables, machineText(report.machine)].join("\n\n"));
  });

interface ProxyCommand {
  runs: string;
  moves: string;
  busy: string;
  short: boolean;
  only: ProxyPart[];
}

program
  .command("cache")
  .description(
    "what our cache clients and others do by the contract, and what they cost: Node and Python, on servers of its " +
      "own; installs the others for this user",
  )
  .option("--short", "small numbers of hits, runs and fetches", false)
  .addOption(new Option("--ways <ids...>", "only these ways to cache").choices(wayIds))
  .addOption(new Option("--only <parts...>", "only these parts").choices(cacheParts).default(cacheParts))
  .action(async ({ short, ways, only }: { short: boolean; ways?: string[]; only: CachePart[] }) => {
    requirePrograms(instancePrograms);
    const report = await measureCache({ short, ways, only }, tell);
    if (report.contract.length > 0) console.log(`${contractTables(report.contract, report.ways)}\n`);
    if (report.speed.length > 0) console.log(`${speedTable(report.speed)}\n`);
    console.log(machineText(report.machine));
  });

program
  .command("plan")
  .description(
    "how near redis-cache plan comes to what data sets take, by table and by sample, on each server with a table",
  )
  .option("--server <path...>", "server binaries (default: those on PATH, and those that the tests have installed)")
  .option("--drawn <number>", "so many data sets more, drawn at random, the same ones at each run", "0")
  .action(async ({ server, drawn }: { server?: string[]; drawn: string }) => {
    const all = [...cases, ...drawnCases(Number(drawn))];
    console.log(planTable(await measurePlan(all, server ?? installedServers(), tell)));
  });

interface FailoverCommand {
  runs: string;
  tls: boolean;
  proxy?: LeadingKind;
  only: FailoverPart[];
  json?: boolean;
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

forwardSignals();
program.parseAsync().catch((error) => {
  console.error(errorText(error));
  process.exitCode = exitCode(error);
});
