import { median, seconds } from "../../benchmarks/statistics";
import { markdownTable } from "../../benchmarks/failover/report";
import type { Way } from "../../cli/load/writer";
import type { ClientOfTest } from "./clients";
import { clientsOfTest } from "./clients";
import type { Figures } from "./figures";
import type { MoveName } from "./scenarios";
import { moveNames, moves } from "./scenarios";

/** All runs of a client in a scenario. */
export interface ResultRow {
  client: ClientOfTest;
  through: Way;
  tls: boolean;
  scenario: MoveName;
  runs: Figures[];
}

/** Clients that could not be tried, and why. */
export type NotRun = Partial<Record<ClientOfTest, string>>;

const headings = { planned: "planned", crash: "kill -9", hung: "hung" } satisfies Record<MoveName, string>;

/** What was measured, as Markdown; and below it what is wrong. */
export function resultsText(rows: readonly ResultRow[], notRun: NotRun): string {
  const names = moveNames.filter((name) => rows.some(({ scenario }) => scenario === name));
  const head = ["client", "TLS", "connects in", ...names.flatMap((name) => [headings[name], "errors", "lost"])];
  const lines = clientsOfTest.flatMap((client) =>
    [false, true].flatMap((tls) =>
      lineOf(
        client,
        tls,
        names,
        rows.filter((row) => row.client === client && row.tls === tls),
      ),
    ),
  );
  const missing = Object.entries(notRun).map(([client, reason]) => `${client}: not run, because ${reason}`);
  return [markdownTable(head, lines), ...missing, ...wrongIn(rows)].join("\n");
}

/** What must not be; nothing where every client did well. */
export function wrongIn(rows: readonly ResultRow[]): string[] {
  return rows.flatMap(({ client, through, tls, scenario, runs }) => {
    const where = `${client}, TLS ${tls ? "on" : "off"}, ${moves[scenario].title}`;
    return runs.flatMap((run) => wrongRun(run, through, scenario).map((what) => `${where}: ${what}`));
  });
}

function wrongRun({ errors, lost, denied, failure }: Figures, through: Way, scenario: MoveName): string[] {
  const texts = Object.keys(errors);
  const refused = texts.filter((text) => text.includes("NOPERM") || (through === "proxy" && isReadOnly(text)));
  return [
    ...(failure === undefined ? [] : [failure]),
    ...(moves[scenario].keepsAll && lost > 0 ? [`${lost} acknowledged writes are lost`] : []),
    ...[...refused, ...denied.map((name) => `user app may not use ${name}`)],
  ];
}

/** The proxy leads writes to the master alone. Some libraries leave out the code of the server's answer. */
function isReadOnly(text: string): boolean {
  return /READONLY|read only replica/i.test(text);
}

function lineOf(client: string, tls: boolean, names: readonly MoveName[], rows: readonly ResultRow[]): string[][] {
  if (rows.length === 0) return [];
  const starts = rows.flatMap(({ runs }) => runs.map(({ connectMs }) => connectMs)).filter(Number.isFinite);
  const cells = names.flatMap((name) => cellsOf(rows.find(({ scenario }) => scenario === name)?.runs));
  return [[client, tls ? "on" : "off", starts.length > 0 ? seconds(median(starts)) : "never", ...cells]];
}

function cellsOf(runs: readonly Figures[] | undefined): string[] {
  if (!runs) return ["-", "-", "-"];
  const gaps = runs.map(({ longestGapMs }) => longestGapMs ?? Infinity);
  const max = Math.max(...gaps);
  const bracket = gaps.length > 1 ? ` (${seconds(max)})` : "";
  const shown = Number.isFinite(max) ? `${seconds(median(gaps))}${bracket}` : "never";
  const errors = runs.flatMap((run) => Object.values(run.errors));
  return [shown, String(sum(errors)), String(sum(runs.map(({ lost }) => lost)))];
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
