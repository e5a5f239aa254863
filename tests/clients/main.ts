import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setMaxListeners } from "node:events";
import { Command, Option } from "commander";
import { withLocalStack } from "../../benchmarks/failover/local-stack";
import { describeMachine } from "../../benchmarks/failover/machine";
import { machineText } from "../../benchmarks/failover/report";
import { ensurePrograms, instancePrograms, proxyPrograms, requirePrograms } from "../../cli/install/packages";
import type { Way } from "../../cli/load/writer";
import { forwardSignals } from "../../cli/process/signals";
import { errorText, exitCode, UserError } from "../../cli/terminal/errors";
import { runSteps } from "../../cli/terminal/steps";
import type { InstanceInput } from "../../configs";
import type { ClientOfTest, Language } from "./clients";
import { clients, clientsOfTest, leftOutOf, plainName, toolchains } from "./clients";
import { Measurement } from "./measure";
import type { Launch } from "./program";
import type { MoveName } from "./scenarios";
import { moveNames, moves } from "./scenarios";
import type { NotRun, ResultRow } from "./table";
import { resultsText, wrongIn } from "./table";

// p-wait-for adds a listener at each look.
setMaxListeners(0);

interface Options {
  through: Way;
  scenario: MoveName[];
  tls: ("off" | "on")[];
  runs: number;
  together: number;
  skip: ClientOfTest[];
  results?: string;
  yes?: boolean;
}

new Command("npm run test:clients --")
  .description("real client libraries and programs on stack local, while its master moves; on a stack of its own")
  .argument("[clients...]", `which of ${clientsOfTest.join(", ")} (default: all)`)
  .addOption(
    new Option("--through <way>", "clients that ask the Sentinels, or ones with default settings through the proxy")
      .choices(["sentinels", "proxy"])
      .default("sentinels"),
  )
  .addOption(new Option("--scenario <names...>", "only these").choices(moveNames).default(moveNames))
  .addOption(
    new Option("--tls <values...>", "with TLS, without, or both").choices(["off", "on"]).default(["off", "on"]),
  )
  .option("--runs <number>", "of each scenario", Number, 3)
  .option("--together <number>", "clients that write at the same time", Number, 4)
  .addOption(new Option("--skip <clients...>", "leave these out").choices(clientsOfTest).default([]))
  .option("--results <file>", "keep the figures there, and print the table of all that are there")
  .option("-y, --yes", "install without a question")
  .action(testClients)
  .parseAsync()
  .catch((error: unknown) => {
    console.error(errorText(error));
    process.exitCode = exitCode(error);
  });

forwardSignals();

async function testClients(named: string[], options: Options): Promise<void> {
  const { through } = options;
  const wanted = (named.length > 0 ? known(named) : clientsOfTest).filter((name) => !options.skip.includes(name));
  const leftOut = wanted.filter((name) => name in leftOutOf[through]);
  const chosen = wanted.filter((name) => !leftOut.includes(name));
  requirePrograms([...instancePrograms, ...(through === "proxy" ? proxyPrograms.haproxy : [])]);
  const { launches, notRun } = await prepare(chosen, options);
  const machine = await describeMachine();
  const rows = earlierRows(options);
  try {
    for (const tls of launches.size > 0 ? options.tls : []) await measureAll(launches, tls === "on", options, rows);
  } finally {
    for (const name of leftOut) console.log(`${name}: left out, because ${leftOutOf[through][name]}`);
    console.log(`\n${resultsText(throughThe(through, rows), notRun)}\n\n${machineText(machine)}`);
  }
  if (wrongIn(throughThe(through, rows)).length > 0 || Object.keys(notRun).length > 0) process.exitCode = 1;
}

function known(names: readonly string[]): ClientOfTest[] {
  const unknown = names.filter((name) => !(name in clients));
  if (unknown.length === 0) return names as ClientOfTest[];
  throw new UserError(`Unknown clients: ${unknown.join(", ")}.`, `Known are ${clientsOfTest.join(", ")}.`);
}

function earlierRows({ results }: Options): ResultRow[] {
  return results && existsSync(results) ? (JSON.parse(readFileSync(results, "utf8")) as ResultRow[]) : [];
}

function throughThe(way: Way, rows: readonly ResultRow[]): ResultRow[] {
  return rows.filter(({ through }) => through === way);
}

async function prepare(chosen: readonly ClientOfTest[], { through, yes }: Options) {
  const launches = new Map<ClientOfTest, Launch>();
  const notRun: NotRun = {};
  for (const language of new Set(chosen.map((name): Language => clients[name]))) {
    const own = chosen.filter((name) => clients[name] === language);
    try {
      const { programs, prepare } = toolchains[language];
      await ensurePrograms(programs, { yes });
      const run = async (report: (text: string) => void) => {
        const launch = await prepare(report);
        for (const name of own) launches.set(name, launch(through === "proxy" ? plainName(name) : name));
      };
      await runSteps([{ title: `Clients in ${language}`, run }], {});
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      for (const name of own) notRun[name] = error.message;
    }
  }
  return { launches, notRun };
}

/** Deploys the stack, and moves its master under a few clients at a time; rows are added, or take the old ones' place. */
async function measureAll(
  launches: ReadonlyMap<ClientOfTest, Launch>,
  tls: boolean,
  { scenario, through, runs, together, results }: Options,
  rows: ResultRow[],
): Promise<void> {
  const beside = through === "proxy" ? " with a proxy" : "";
  console.log(`Deploying stack local${beside}, TLS ${tls ? "on" : "off"}, from a copy of the project`);
  await withLocalStack(settingsOf(through, tls), async (stack) => {
    const measurement = new Measurement(stack);
    for (const group of groups([...launches], together)) {
      for (const name of scenario) {
        const own = group.map(([client]): ResultRow => ({ client, through, tls, scenario: name, runs: [] }));
        for (let count = 1; count <= runs; count++) {
          const title = `${own.map(({ client }) => client).join(", ")}: ${moves[name].title}, ${count} of ${runs}`;
          const run = async (report: (text: string) => void) => {
            const figures = await measurement.run(moves[name], new Map(group), report);
            for (const row of own) row.runs.push(figures.get(row.client)!);
            return own.map(({ runs }) => runText(runs.at(-1)!)).join(", ");
          };
          await runSteps([{ title, run }], {});
        }
        for (const row of own) put(rows, row);
        if (results) writeFileSync(results, JSON.stringify(rows, undefined, 1));
      }
    }
  });
}

function settingsOf(through: Way, tls: boolean): InstanceInput {
  return { ...(tls && { tls: { enabled: true } }), ...(through === "proxy" && { proxy: { kind: "haproxy" } }) };
}

function runText({ longestGapMs, errors, failure }: ResultRow["runs"][number]): string {
  if (longestGapMs === undefined) return failure?.split("\n")[0] ?? "never again";
  const shown = Object.entries(errors).map(([text, count]) => ` (${count} x ${text})`);
  return `${(longestGapMs / 1000).toFixed(2)} s${shown.join("")}`;
}

function put(rows: ResultRow[], row: ResultRow): void {
  const same = ({ client, through, tls, scenario }: ResultRow) =>
    client === row.client && through === row.through && tls === row.tls && scenario === row.scenario;
  const place = rows.findIndex(same);
  rows.splice(place < 0 ? rows.length : place, place < 0 ? 0 : 1, row);
}

function groups<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
