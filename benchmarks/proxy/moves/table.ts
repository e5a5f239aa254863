import type { ClientName, Written } from "../../failover/client";
import { markdownTable } from "../../failover/report";
import { median, seconds } from "../../statistics";
import type { RivalName } from "./rivals-cfg";

export type WayName = "this proxy" | "Sentinels" | RivalName;

/** The moves of one way as one client saw them. */
export interface MoveRow {
  way: WayName;
  client: ClientName;
  runs: Written[];
}

/** For clients of this proxy. */
const goal = { medianMs: 150, maxMs: 500, reconnects: 1, errors: 0 };

const head = [
  "way",
  "client",
  "moves",
  "median",
  "max",
  "error answers",
  "moves with any",
  "other errors",
  "reconnects a move",
  "lost writes",
  "goal met",
];

/** What clients waited for and saw; below it the goal. */
export function movesTable(rows: readonly MoveRow[]): string {
  const limits = `median <= ${seconds(goal.medianMs)}, max <= ${seconds(goal.maxMs)}`;
  return [
    markdownTable(head, rows.map(cellsOf)),
    "",
    `Goal through this proxy: ${limits}, no error of any kind, at most ${goal.reconnects} reconnect a move.`,
  ].join("\n");
}

function cellsOf({ way, client, runs }: MoveRow): string[] {
  const gaps = runs.map(({ longestGapMs }) => longestGapMs);
  const refused = runs.map((run) => total(run.refused));
  const failed = runs.map((run) => total(run.failed));
  const never = runs.filter(({ gaveUp }) => gaveUp).length;
  const reconnects = runs.map((run) => run.reconnects);
  const met =
    median(gaps) <= goal.medianMs &&
    Math.max(...gaps) <= goal.maxMs &&
    sum(refused) + sum(failed) <= goal.errors &&
    Math.max(...reconnects) <= goal.reconnects;
  return [
    way,
    client.split(",")[0]!,
    String(runs.length),
    seconds(median(gaps)),
    never > 0 ? `never (${never})` : seconds(Math.max(...gaps)),
    String(sum(refused)),
    String(refused.filter((count) => count > 0).length),
    String(sum(failed)),
    `${median(reconnects)} (${Math.max(...reconnects)})`,
    String(sum(runs.map(({ lost }) => lost))),
    way === "this proxy" ? (met ? "yes" : "no") : "",
  ];
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, number) => all + number, 0);

const total = (counts: Record<string, number>) => sum(Object.values(counts));
