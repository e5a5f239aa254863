import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { Command, Option } from "commander";
import { describeMachine } from "../../benchmarks/failover/machine";
import { machineText, markdownTable } from "../../benchmarks/failover/report";
import { instancePrograms, proxyPrograms, requirePrograms } from "../../cli/install/packages";
import { hasWritten, type LoadResult, WriteLoad } from "../../cli/load";
import type { Way } from "../../cli/load/writer";
import { forwardSignals } from "../../cli/process/signals";
import { errorText, exitCode, UserError } from "../../cli/terminal/errors";
import { deployedMaster, type InDocker, inDocker, settled } from "./in-docker";
import { keptData, besideAnother } from "./places";
import { scenarios, type Scenario } from "./scenarios";

// p-wait-for adds a listener at each look.
setMaxListeners(0);
forwardSignals();

interface Options {
  only?: string[];
  runs: number;
}

new Command("npm run test:docker --")
  .description(
    "what faults cost an instance of platform docker, in a real engine of its own: a table of the longest pauses, " +
      "errors and lost writes of clients that ask the Sentinels, and of plain ones through the proxy",
  )
  .addOption(new Option("--only <names...>", "only these").choices(scenarios.map(({ name }) => name)))
  .option("--runs <number>", "how often each happens", Number, 1)
  .action(main)
  .parseAsync()
  .catch((error: unknown) => {
    console.error(errorText(error));
    process.exitCode = exitCode(error);
  });

async function main({ only, runs }: Options): Promise<void> {
  requirePrograms([...instancePrograms, ...proxyPrograms.haproxy, "docker", "dockerd"]);
  const machine = await describeMachine();
  const rows: Row[] = [];
  await inDocker({ storage: { keep: true } }, async (docker) => {
    for (const scenario of scenarios.filter(({ name }) => !only || only.includes(name))) {
      for (let run = 0; run < runs; run++) rows.push(await happening(docker, scenario));
    }
    if (only) return;
    console.log(await keptData(docker));
    console.log(await besideAnother(docker));
  });
  console.log(`\n${tableOf(rows)}\n\n${machineText(machine)}`);
  const wrong = rows.filter(({ results }) => Object.values(results).some(({ lost }) => lost !== 0));
  if (wrong.length > 0) throw new UserError(`${wrong.length} of them lost writes that WAIT 1 had acknowledged.`);
}

/** A script hands over for a server that has died only where that was master for a while. */
const restMs = 35_000;

interface Row {
  words: string;
  results: Record<Way, LoadResult>;
}

/** Lets it happen under both kinds of clients, until all nodes agree again. */
async function happening(docker: InDocker, { words, cause, needsRest }: Scenario): Promise<Row> {
  await settled(docker, "what was before");
  if (needsRest) await delay(restMs);
  console.log(`${new Date().toISOString().slice(11, 19)} ${words}`);
  const master = await deployedMaster(docker);
  const loads = (["sentinels", "proxy"] as const).map(
    (way) => new WriteLoad(docker.instance, 2, () => undefined, { way }),
  );
  try {
    await Promise.all(loads.map((load) => load.start()));
    await Promise.all(loads.map((load) => hasWritten(load, load.acknowledged + 200, 30_000)));
    await cause(docker, master);
    await settled(docker, words);
    await Promise.all(loads.map((load) => hasWritten(load, load.acknowledged + 200, 30_000)));
    const [sentinels, proxy] = await Promise.all(loads.map((load) => load.stop()));
    return { words, results: { sentinels: sentinels!, proxy: proxy! } };
  } finally {
    for (const load of loads) load.close();
  }
}

function tableOf(rows: readonly Row[]): string {
  const head = ["what happens", "pause, Sentinels", "proxy", "errors, Sentinels", "proxy", "lost writes"];
  const lines = rows.map(({ words, results: { sentinels, proxy } }) => {
    const both = [sentinels, proxy];
    const pauses = both.map(({ longestPauseMs }) => `${(longestPauseMs / 1000).toFixed(2)} s`);
    const errors = both.map(({ refused }) => String(Object.values(refused).reduce((sum, count) => sum + count, 0)));
    const lost = both.map((result) => result.lost ?? "not read");
    return [words, ...pauses, ...errors, lost.join(", ")];
  });
  return markdownTable(head, lines);
}
