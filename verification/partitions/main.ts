import { setMaxListeners } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Table from "cli-table3";
import { Command, InvalidArgumentError, Option } from "commander";
import { instancePrograms, networkPrograms, requirePrograms } from "../../cli/install/packages";
import { UserError, errorText, exitCode } from "../../cli/terminal/errors";
import { closeClusters, type Cluster, createCluster } from "../../tests/support/cluster";
import { canHaveNetworks } from "../../tests/support/network/network";
import { measure, type Measured } from "./measure";
import { rows } from "./rows";

interface Options {
  only?: string[];
  seconds: number;
  runs: number;
  downAfter: number;
  maxLag?: number;
  logs?: string;
}

const program = new Command("npm run partitions --")
  .description(
    "cut the nodes of a real instance from each other, under load, and print what each cut cost: how long two nodes " +
      "took writes, which acknowledged writes are lost, whether keys were read and written as of one copy, how long no " +
      "write was taken",
  )
  .addOption(new Option("--only <kinds...>", "only these").choices(rows.map(({ kind }) => kind)))
  .option("--seconds <number>", "how long each lasts", toNumber, 15)
  .option("--runs <number>", "how often each is done", toNumber, 1)
  .option("--down-after <seconds>", "sentinel.downAfter", toNumber, 5)
  .option("--max-lag <seconds>", "master.maxLag; the default of the settings where it is not given", toNumber)
  .option("--logs <folder>", "where to write all logs")
  .action(main);

async function main({ only, seconds, runs, downAfter, maxLag, logs }: Options): Promise<void> {
  requirePrograms([...instancePrograms, ...networkPrograms]);
  if (!canHaveNetworks()) {
    throw new UserError(
      "This process may not make network namespaces.",
      "Run it as root on Linux, outside a container or in one with NET_ADMIN and SYS_ADMIN.",
    );
  }
  const table = new Table({ head, style: { head: [], border: [] }, colAligns: ["left", ...head.slice(1).map(right)] });
  for (const row of rows.filter(({ kind }) => !only || only.includes(kind))) {
    for (let run = 0; run < runs; run++) {
      console.log(`${new Date().toISOString().slice(11, 19)} ${row.words}`);
      const cluster = await createCluster({
        network: true,
        // A crash is handed over by the script only where the server was master for a while.
        environment: { STEADY_SECONDS: "1" },
        input: {
          sentinel: { downAfter: `${downAfter}s` },
          stop: { pause: "1500ms" },
          ...(maxLag && { master: { maxLag: `${maxLag}s` as const } }),
        },
      });
      try {
        table.push([row.words, ...cells(await measure(cluster, row, seconds * 1_000))]);
      } finally {
        if (logs) writeLogs(cluster, join(logs, `${row.kind}-${run + 1}`));
        await cluster.close();
      }
    }
  }
  console.log(table.toString());
}

function writeLogs({ nodes }: Cluster, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const node of nodes) writeFileSync(join(folder, `${node.name}.log`), node.log());
}

const head = [
  "cause",
  "two take writes",
  "plain: written",
  "lost",
  "WAIT 1: written",
  "lost",
  "as one copy",
  "no writes for",
  "healthy after",
];

const right = () => "right" as const;

function cells(measured: Measured): string[] {
  const { overlapMs, written, lost, notAsOneCopy, closedMs, recoveryMs } = measured;
  const numbers = [written.plain, lost.plain, written["WAIT 1"], lost["WAIT 1"]];
  const asOneCopy = notAsOneCopy.length === 0 ? "yes" : notAsOneCopy.join("\n");
  return [seconds(overlapMs), ...numbers.map(String), asOneCopy, seconds(closedMs), seconds(recoveryMs)];
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

function toNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("a whole number from 1 is needed");
  return Number(text);
}

// p-wait-for adds a listener at each look.
setMaxListeners(0);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    console.error("interrupted; healing, and ending all processes");
    void closeClusters().finally(() => process.exit(130));
  });
}

program.parseAsync().catch((error: unknown) => {
  console.error(errorText(error));
  process.exitCode = exitCode(error);
});
