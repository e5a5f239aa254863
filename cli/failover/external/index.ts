import type { Instance } from "../../../configs";
import { externalClient } from "../../health/connect";
import { problemsWithin } from "../../health/judge";
import type { DeployedInstance } from "../../health/deployed";
import type { LoadResult } from "../../load";
import { hasWritten } from "../../load";
import type { Report } from "../../terminal/steps";
import type { HandOverAnswer } from "../answer";
import type { HandOverChannel } from "../channel";
import { CutOverLoad } from "./load";

/** A cut-over as the script tells it, and as a client saw it. */
export interface CutOver {
  answer: HandOverAnswer;
  /** Undefined where nothing was measured. */
  client?: LoadResult;
  /** Why not. */
  unmeasured?: string;
  /** What is not as it should be afterwards; empty where all nodes agree. */
  problems: string[];
}

export interface CutOverOptions {
  /** Name of the node that follows the Redis outside. */
  home: string;
  replicaOf: NonNullable<Instance["bootstrap"]>["replicaOf"];
  /** Whether the Redis outside is to refuse writes from then on. */
  paused: boolean;
  report: Report;
}

const writesBefore = 50;
const writesAfter = 50;
const writesWithinMs = 30_000;
const agreeWithinMs = 60_000;

/** Asks the script of the home for the cut-over, while a client writes outside and then to the instance. */
export async function cutOver(
  instance: DeployedInstance,
  channel: HandOverChannel,
  { home, replicaOf, paused, report }: CutOverOptions,
): Promise<CutOver> {
  const load = new CutOverLoad(instance, externalClient(instance, replicaOf));
  report("writing, to measure it");
  try {
    // Without a pause a write here would be lost as any other.
    const unmeasured = paused ? await startOf(load) : "the Redis outside is not paused";
    const answer = await channel.requestHandOver(home, paused ? "from-external" : "from-external-unpaused", report);
    if (answer.outcome !== "done") return { answer, unmeasured: "it was not done", problems: [] };
    load.switchOver();
    const client = unmeasured === undefined ? await endOf(load, report) : undefined;
    report("waiting for all nodes to agree");
    return { answer, client, unmeasured, problems: await problemsWithin(agreeWithinMs, instance) };
  } finally {
    load.close();
  }
}

/** Why nothing can be measured; undefined where it can. */
async function startOf(load: CutOverLoad): Promise<string | undefined> {
  try {
    await load.start();
  } catch (error) {
    return (error as Error).message;
  }
  return (await hasWritten(load, writesBefore, writesWithinMs)) ? undefined : "the Redis outside takes no writes";
}

async function endOf(load: CutOverLoad, report: Report): Promise<LoadResult> {
  report("writing on");
  await hasWritten(load, load.acknowledged + writesAfter, writesWithinMs);
  return load.stop();
}
