import { UserError } from "../terminal/errors";
import { problemsWithin } from "../health/judge";
import type { DeployedInstance } from "../health/deployed";
import type { LoadResult } from "../load";
import { hasWritten, WriteLoad } from "../load";
import type { Report } from "../terminal/steps";
import type { HandOverAnswer } from "./answer";
import type { HandOverChannel } from "./channel";

/** A hand-over as the script tells it, and as a client saw it. */
export interface HandOver {
  answer: HandOverAnswer;
  client: LoadResult;
  /** What is not as it should be afterwards; empty where all nodes agree. */
  problems: string[];
}

export interface HandOverOptions {
  /** Name of the master. */
  from: string;
  to?: string;
  report: Report;
}

const writers = 2;
const writesBefore = 50;
const writesAfter = 50;
const writesWithinMs = 15_000;
const agreeWithinMs = 15_000;

/** Asks the master's script for a hand-over while a client writes. */
export async function handOver(
  instance: DeployedInstance,
  channel: HandOverChannel,
  { from, to, report }: HandOverOptions,
): Promise<HandOver> {
  const load = new WriteLoad(instance, writers, () => undefined);
  report("writing, to measure it");
  await load.start();
  try {
    if (!(await hasWritten(load, writesBefore, writesWithinMs))) throw noWrites(load);
    const answer = await channel.requestHandOver(from, to, report);
    report("writing on");
    await hasWritten(load, load.acknowledged + writesAfter, writesWithinMs);
    const client = await load.stop();
    report("waiting for all nodes to agree");
    return { answer, client, problems: await problemsWithin(agreeWithinMs, instance) };
  } finally {
    load.close();
  }
}

function noWrites({ refused }: WriteLoad): UserError {
  const reasons = Object.keys(refused).join(", ") || "no answer";
  return new UserError(
    `Writes are not taken before the hand-over: ${reasons}. It was not asked for.`,
    "`redis-cache status` shows every node.",
  );
}
