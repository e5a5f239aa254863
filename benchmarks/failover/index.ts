import type { LeadingKind } from "../../configs";
import { withLocalStack } from "./local-stack";
import { describeMachine } from "./machine";
import { measureSeries } from "./measure";
import type { Trial } from "./measure";
import { withPlainInstance } from "./plain";
import { installRedisPy } from "./redis-py";
import type { FailoverReport } from "./report";
import type { Row } from "./series";
import type { ScriptUse } from "./script-use";
import { measureScripts } from "./script-use";
import { crashTrial, frozenTrial, plainTrials, plannedTrial } from "./trials";

export const failoverParts = ["planned", "crash", "frozen", "baseline", "script"] as const;
export type FailoverPart = (typeof failoverParts)[number];

export interface FailoverOptions {
  runs: number;
  tls: boolean;
  /** Where clients that know a proxy alone are measured beside those that ask the Sentinels, its kind. */
  proxy?: LeadingKind;
  only: readonly FailoverPart[];
}

type Tell = (text: string) => void;

/** Measures how long applications cannot write when the master moves, on instances of its own. */
export async function measureFailover(options: FailoverOptions, tell: Tell): Promise<FailoverReport> {
  await installRedisPy(tell);
  const machine = await describeMachine();
  const own = await measureStack(options, tell);
  const plain = options.only.includes("baseline") ? await measurePlain(options, tell) : [];
  return { tls: options.tls, machine, rows: [...own.rows, ...plain], scripts: own.scripts };
}

interface StackFigures {
  rows: Row[];
  scripts: ScriptUse[];
}

async function measureStack({ runs, tls, proxy, only }: FailoverOptions, tell: Tell): Promise<StackFigures> {
  if (only.every((part) => part === "baseline")) return { rows: [], scripts: [] };
  tell("deploying stack local from a copy of the project");
  const input = { ...(tls && { tls: { enabled: true } }), ...(proxy && { proxy: { kind: proxy } }) };
  return withLocalStack(input, async (stack) => {
    const trials: Trial[] = [
      ...(only.includes("planned") ? [plannedTrial(stack, runs)] : []),
      ...(only.includes("crash") ? [crashTrial(stack, runs)] : []),
      ...(only.includes("frozen") ? [frozenTrial(stack, runs)] : []),
    ];
    const scripts = only.includes("script") ? await watchScripts(stack, tell) : [];
    return { scripts, rows: await measureAll(trials, tell) };
  });
}

function watchScripts(stack: Parameters<typeof measureScripts>[0], tell: Tell): Promise<ScriptUse[]> {
  tell("watching the scripts of idle nodes for 5 minutes");
  return measureScripts(stack);
}

function measurePlain({ runs, tls }: FailoverOptions, tell: Tell): Promise<Row[]> {
  tell("starting plain servers and Sentinels");
  return withPlainInstance(tls, (plain) => measureAll(plainTrials(plain, runs), tell));
}

async function measureAll(trials: readonly Trial[], tell: Tell): Promise<Row[]> {
  const rows: Row[] = [];
  for (const trial of trials) rows.push(...(await measureSeries(trial, tell)));
  return rows;
}
