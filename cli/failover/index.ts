import { UserError } from "../terminal/errors";
import { problemsWithin } from "../health/judge";
import type { DeployedInstance } from "../health/deployed";
import type { LoadResult } from "../load";
import { hasWritten, WriteLoad } from "../load";
import type { Way } from "../load/writer";
import type { Report } from "../terminal/steps";
import type { HandOverAnswer } from "./answer";
import type { HandOverChannel } from "./channel";

/** A hand-over as the script tells it, and as a client saw it. */
export interface HandOver {
  answer: HandOverAnswer;
  client: LoadResult;
  /** As a client saw it that knows no Sentinel, where the instance has a proxy. */
  proxyClient?: LoadResult;
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
const writesWithinMs = 30_000;
const agreeWithinMs = 60_000;

/** Asks the master's script for a hand-over while a client writes. */
export async function handOver(
  instance: DeployedInstance,
  channel: HandOverChannel,
  { from, to, report }: HandOverOptions,
): Promise<HandOver> {
  const ways: Way[] = ["sentinels", ...(instance.proxy ? (["proxy"] as const) : [])];
  const loads = ways.map((way) => new WriteLoad(instance, writers, () => undefined, { way }));
  report("writing, to measure it");
  try {
    await Promise.all(loads.map((load) => begin(load)));
    const answer = await channel.requestHandOver(from, to, report);
    report("writing on");
    await Promise.all(loads.map((load) => hasWritten(load, load.acknowledged + writesAfter, writesWithinMs)));
    const [client, proxyClient] = await Promise.all(loads.map((load) => load.stop()));
    report("waiting for all nodes to agree");
    const problems = await problemsWithin(agreeWithinMs, instance);
    return { answer, client: client!, ...(proxyClient && { proxyClient }), problems };
  } finally {
    for (const load of loads) load.close();
  }
}

async function begin(load: WriteLoad): Promise<void> {
  await load.start();
  if (!(await hasWritten(load, writesBefore, writesWithinMs))) throw noWrites(load);
}

function noWrites({ refused }: WriteLoad): UserError {
  const reasons = Object.keys(refused).join(", ") || "no answer";
  return new UserError(
    `Writes are not taken before the hand-over: ${reasons}. It was not asked for.`,
    "`redis-cache status` shows every node.",
  );
}
