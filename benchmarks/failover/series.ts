import type { ClientName, Written } from "./client";

/** What the longest gap of a client may be. */
export interface Goal {
  medianMs?: number;
  maxMs: number;
  noneRefused?: boolean;
}

export interface Series {
  what: string;
  goal?: Goal;
  /** What this project does instead. */
  rivalOf?: "planned" | "crash";
}

const downAfterMs = 5_000;

/** What is measured, in the order of the table. */
export const series = {
  planned: { what: "planned hand-over", goal: { medianMs: 200, maxMs: 500, noneRefused: true } },
  crash: { what: "kill -9 of the master's server", goal: { medianMs: 250, maxMs: 600 } },
  frozen: { what: "frozen master, down-after 5 s", goal: { maxMs: downAfterMs + 1_500 } },
  plainFailover: { what: "plain SENTINEL FAILOVER", rivalOf: "planned" },
  plainCrash5: { what: "plain Sentinel, kill -9, down-after 5 s", rivalOf: "crash" },
  plainCrash10: { what: "plain Sentinel, kill -9, down-after 10 s", rivalOf: "crash" },
  plainCrash30: { what: "plain Sentinel, kill -9, down-after 30 s", rivalOf: "crash" },
  plainCrash60: { what: "plain Sentinel, kill -9, down-after 60 s", rivalOf: "crash" },
} as const satisfies Record<string, Series>;

export type SeriesName = keyof typeof series;

/** The runs of a series as one client saw them. */
export interface Row {
  series: SeriesName;
  client: ClientName;
  runs: Written[];
}

export const gapsOf = ({ runs }: Row) => runs.map(({ longestGapMs }) => longestGapMs);

export const refusedIn = ({ runs }: Row) => sum(runs.flatMap(({ refused }) => Object.values(refused)));

export const failedIn = ({ runs }: Row) => sum(runs.flatMap(({ failed }) => Object.values(failed)));

export const lostIn = ({ runs }: Row) => sum(runs.map(({ lost }) => lost));

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
