import { handOverQuery, type PanelOf, type Query, type RowOf, rows } from "../../configs/dashboard/rows";
import type { Prometheus, Series } from "../prometheus";

/** What a report is about; times in s since 1970. */
export interface Period {
  from: number;
  to: number;
}

export interface Line {
  name: string;
  values: Series["values"];
}

/** A panel of the dashboard with what Prometheus has for it. */
export type FilledPanel = Omit<PanelOf, "queries"> & { lines: Line[] };

export interface FilledRow {
  title: string;
  panels: FilledPanel[];
}

/** All that is to be seen of an instance. */
export interface InstanceReport {
  instance: string;
  namespace: string;
  period: Period;
  rows: FilledRow[];
  /** Nodes that became master, and when. */
  handOvers: { time: number; text: string }[];
}

/** As many as a plot is wide. */
const points = 240;
const queriesAtOnce = 4;
const defaultScrapeSeconds = 60;

/** Asks every query of the dashboard for an instance. */
export async function gather(
  prometheus: Prometheus,
  { instance, namespace }: Pick<InstanceReport, "instance" | "namespace">,
  period: Period,
  report: (text: string) => void,
): Promise<InstanceReport> {
  const scrape = await prometheus.scrapeInterval(namespace, new RegExp(`^${instance}-(master|replica)-\\d+$`));
  const every = scrape ?? defaultScrapeSeconds;
  const step = Math.max(every, Math.ceil((period.to - period.from) / points));
  // As Grafana has it: four scrapes, or a step and one.
  const range = `${Math.max(4 * every, step + every)}s`;
  const ask = async ({ expr, legend }: Query): Promise<Line[]> => {
    const found = await prometheus.range(chosen(expr, { instance, namespace, range }), { ...period, step });
    return found.map(({ labels, values }) => ({ name: named(legend, labels), values }));
  };
  const filled: FilledRow[] = [];
  for (const row of rows) {
    report(`${instance}: ${row.title}`);
    filled.push(await fill(row, ask));
  }
  const handOvers = movesIn(filled, await ask(handOverQuery));
  return { instance, namespace, period, rows: filled, handOvers };
}

/** When a node became master: of the first minute of all data nobody knows what was before it. */
function movesIn(filled: readonly FilledRow[], moves: readonly Line[]): InstanceReport["handOvers"] {
  const starts = filled.flatMap(({ panels }) =>
    panels.flatMap(({ lines }) => lines.map(({ values }) => values[0]![0])),
  );
  const first = starts.reduce((least, time) => Math.min(least, time), Infinity);
  return moves
    .flatMap(({ name, values }) => beginnings(values).map((time) => ({ time, text: name })))
    .filter(({ time }) => time > first + handOverSeconds)
    .sort((a, b) => a.time - b.time);
}

/** The query has a value for a minute after each. */
const handOverSeconds = 60;

function beginnings(values: Line["values"]): number[] {
  const times = values.map(([time]) => time);
  return times.filter((time, i) => i === 0 || time - times[i - 1]! > handOverSeconds);
}

async function fill({ title, panels }: RowOf, ask: (query: Query) => Promise<Line[]>): Promise<FilledRow> {
  const filled: FilledPanel[] = [];
  for (let i = 0; i < panels.length; i += queriesAtOnce) {
    filled.push(
      ...(await Promise.all(
        panels.slice(i, i + queriesAtOnce).map(async ({ queries, ...panel }) => ({
          ...panel,
          lines: (await Promise.all(queries.map(ask))).flat(),
        })),
      )),
    );
  }
  return { title, panels: filled };
}

/** A query with the dashboard's variables filled in. */
function chosen(expr: string, { instance, namespace, range }: { instance: string; namespace: string; range: string }) {
  return expr
    .replaceAll("$namespace", namespace)
    .replaceAll("$instance", instance)
    .replaceAll("$node", `${instance}-(master|replica)-[0-9]+`)
    .replaceAll("$__rate_interval", range);
}

function named(legend: string, labels: Record<string, string>): string {
  return legend.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => labels[label] ?? "");
}
