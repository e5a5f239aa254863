import { setMaxListeners } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { type LeadingKind, leadingKinds } from "../../configs";
import { errorText, exitCode, UserError } from "../../cli/terminal/errors";
import { instancePrograms, networkPrograms, proxyPrograms, requirePrograms } from "../../cli/install/packages";
import { closeClusters } from "../../tests/support/cluster";
import { canHaveNetworks } from "../../tests/support/network/network";
import { failureText, reportTable } from "./report";
import type { SeedReport } from "./run";
import { runSeed } from "./run";

interface Options {
  seed: number[];
  steps: number;
  parallel: number;
  within?: number;
  tls: boolean;
  only?: string[];
  starve: boolean;
  network: boolean;
  proxy?: LeadingKind;
  logs?: string;
}

const program = new Command("npm run chaos --")
  .description(
    "draw faults from a seed, apply them to a real instance under load, and check the invariants of the design",
  )
  .option("--seed <numbers>", "a seed, or several: 7 or 1..20", toSeeds, [1])
  .option("--steps <number>", "faults a seed", toCount, 100)
  .option("--parallel <number>", "seeds at the same time, each with an instance of its own", toCount, 1)
  .option("--within <seconds>", "how long a recovery may take after the end of a fault; 8, with --network 13", toCount)
  .option("--tls", "TLS on every connection", false)
  .addOption(
    new Option("--proxy [kind]", "every other application writes through a proxy, which has to follow the master")
      .choices(leadingKinds)
      .preset("haproxy"),
  )
  .option("--starve", "leave the machine without a free processor in every other step", false)
  .option("--network", "cut nodes from each other in every other step; as root on Linux", false)
  .addOption(
    new Option("--only <kinds...>", "draw only steps that begin with these faults, as the last table names them"),
  )
  .option("--logs <folder>", "where to write all logs of a seed that has failed")
  .action(main);

async function main(options: Options): Promise<void> {
  requirePrograms([
    ...instancePrograms,
    ...(options.proxy ? proxyPrograms[options.proxy] : []),
    ...(options.network ? networkPrograms : []),
  ]);
  if (options.network) requireNetworks(options);
  const waiting = [...options.seed];
  const reports: SeedReport[] = [];
  const worker = async () => {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      const report = await runSeed({
        ...options,
        within: (options.within ?? (options.network ? 13 : 8)) * 1_000,
        seed,
        progress: (line) => console.log(line),
      });
      reports.push(report);
      if (report.violation) tellFailure(report, options.logs);
    }
  };
  await Promise.all(Array.from({ length: options.parallel }, worker));
  reports.sort((a, b) => a.seed - b.seed);
  console.log(reportTable(reports));
  process.exitCode = reports.some(({ violation }) => violation) ? 1 : 0;
}

function requireNetworks({ tls }: Options): void {
  if (tls) throw new UserError("--network and --tls do not go together: no certificate names the addresses.");
  if (!canHaveNetworks()) {
    throw new UserError(
      "This process may not make network namespaces.",
      "Run it as root on Linux, outside a container or in one with NET_ADMIN and SYS_ADMIN.",
    );
  }
}

function tellFailure(report: SeedReport, folder: string | undefined): void {
  const text = failureText(report);
  console.error(text);
  if (!folder) return;
  const own = join(folder, `seed-${report.seed}`);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, "failure.txt"), text);
  for (const [name, log] of Object.entries(report.logs?.whole ?? {})) writeFileSync(join(own, `${name}.log`), log);
}

function toSeeds(text: string): number[] {
  const [first, last = first] = text.split("..").map(toCount);
  return Array.from({ length: last! - first! + 1 }, (_, i) => first! + i);
}

function toCount(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("a whole number from 1 is needed");
  return Number(text);
}

// p-wait-for adds a listener at each look.
setMaxListeners(0);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    console.error("interrupted; ending all processes");
    void closeClusters().finally(() => process.exit(130));
  });
}

program.parseAsync().catch((error: unknown) => {
  console.error(errorText(error));
  process.exitCode = exitCode(error);
});
