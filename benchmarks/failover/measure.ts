import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { DeployedInstance, Endpoint } from "../../cli/health/deployed";
import { seconds } from "../statistics";
import type { ClientName, WritingClient, Written } from "./client";
import { startClient } from "./client";
import { clientEnvironment, waitMoved, waitReady } from "./instance";
import type { Row, SeriesName } from "./series";
import { series } from "./series";

/** What moves the master, and what mends it. */
interface Move {
  instance: DeployedInstance;
  cause: (master: Endpoint) => void | Promise<void>;
  /** What brings the old master back, once the clients have written to the new one. */
  mend?: (master: Endpoint) => void | Promise<void>;
  /** In which the master has to have moved. */
  limitMs: number;
}

/** How one series is run. */
export interface Trial extends Move {
  series: SeriesName;
  runs: number;
  /** Clients that write at the same time, once for each list. */
  clients: readonly (readonly ClientName[])[];
  /** For files of the clients. */
  folder: string;
  /** How long a node has to have been master before each run. @default 0 */
  restMs?: number;
  /** What the old master's script says of the move. */
  explain?: (master: Endpoint) => string;
}

type Tell = (text: string) => void;

/** Runs a series, one run after the other, each on a healthy instance. */
export async function measureSeries(trial: Trial, tell: Tell): Promise<Row[]> {
  const rows: Row[] = [];
  let movedAt = performance.now();
  for (const clients of trial.clients) {
    const own = clients.map((client): Row => ({ series: trial.series, client, runs: [] }));
    for (let count = 1; count <= trial.runs; count++) {
      const master = await waitReady(trial.instance);
      await sleep(Math.max(0, movedAt + (trial.restMs ?? 0) - performance.now()));
      const environment = clientEnvironment(trial.instance, trial.folder);
      const written = await measureMove(trial, master, clients, environment);
      movedAt = performance.now();
      own.forEach(({ runs }, index) => runs.push(written[index]!));
      tell(
        `${series[trial.series].what}, run ${count} of ${trial.runs}: ` +
          `${gapText(clients, written)}${explained(trial, master)}`,
      );
    }
    rows.push(...own);
  }
  return rows;
}

/** Moves the master once under clients of this environment; what each of them saw. */
export async function measureMove(
  { instance, cause, mend, limitMs }: Move,
  master: Endpoint,
  names: readonly ClientName[],
  environment: Record<string, string>,
): Promise<Written[]> {
  const clients: WritingClient[] = [];
  try {
    for (const name of names) clients.push(await startClient(name, environment));
    await cause(master);
    await waitMoved(instance, master, limitMs);
    return await Promise.all(clients.map((client) => client.stop(limitMs)));
  } finally {
    for (const client of clients) client.kill();
    await mend?.(master);
  }
}

function gapText(clients: readonly ClientName[], written: readonly Written[]): string {
  const texts = written.map(({ longestGapMs, refused }, index) => {
    const refusals = Object.entries(refused).map(([text, count]) => ` (${count} x ${text})`);
    return `${clients[index]} ${seconds(longestGapMs)}${refusals.join("")}`;
  });
  return texts.join(", ");
}

function explained({ explain }: Trial, master: Endpoint): string {
  return explain ? `; ${explain(master)}` : "";
}
