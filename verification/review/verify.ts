import { isDeepStrictEqual } from "node:util";
import pWaitFor from "p-wait-for";
import { stateOf } from "../../cli/review/states";
import type { ServerVersion } from "../../configs/directives";
import { type ChangeClass, type ReviewReport, review } from "../../review";
import { disagreements, type Seen, seenBetween } from "./compare";
import type { Change } from "./corpus";
import type { InstanceFacts } from "./facts";
import type { Place } from "./place";

/** What became of one change. */
export interface Verified {
  change: Change;
  said: ChangeClass;
  seen: ChangeClass;
  /** The longest time between two acknowledged writes. */
  pauseMs: number;
  /** Empty where what was said is what happened. */
  wrong: string[];
}

/** Applies a change under write load, and compares what the review says of it with what happens. */
export async function verify(place: Place, change: Change): Promise<Verified> {
  const { before, after } = place.change(change);
  const { server } = after.instances.cache!;
  const report = review(await stateOf({ settings: before }), await stateOf({ settings: after }));
  const old = await patiently(() => place.look());
  const load = await place.load();
  const outcome = await apply(place, report, server, old).catch(async (error: unknown) => {
    await load.stop();
    throw error;
  });
  const { refused, lost, longestPauseMs } = await load.stop();
  const interrupts = report.risks.some((risk) => risk.interrupts);
  const wrong = [
    ...outcome.wrong,
    ...(interrupts || isDeepStrictEqual(refused, {}) ? [] : [`refused writes: ${JSON.stringify(refused)}`]),
    ...(interrupts || lost === 0 ? [] : [`${lost ?? "an unknown number of"} acknowledged writes are lost`]),
  ];
  return { change, said: report.changeClass, seen: saw(report, outcome.seen), pauseMs: longestPauseMs, wrong };
}

/** What is seen once it agrees with what was said, or does not within the limit. */
async function apply(
  place: Place,
  { steps }: ReviewReport,
  server: ServerVersion,
  old: InstanceFacts,
): Promise<{ seen: Seen; wrong: string[] }> {
  const failure = await place.apply().catch((error: Error) => error.message);
  const look = async () => {
    const now = await patiently(() => place.look());
    return { now, seen: seenBetween(server, old, now) };
  };
  let { now, seen } = await look();
  const wrongNow = () => disagreements(server, steps, seen, place);
  const agrees = async () => {
    if (wrongNow().length > 0) ({ now, seen } = await look());
    return wrongNow().length === 0;
  };
  await pWaitFor(agrees, { interval: 500, timeout: place.settlesWithinMs }).catch(() => undefined);
  const wrong = [
    ...(failure ? [`it could not be applied: ${failure}`] : []),
    ...wrongNow(),
    ...(now.canary === old.canary ? [] : ["data of before are gone"]),
  ];
  return { seen, wrong };
}

/** A node that starts again, or a busy machine, gives no answer for a moment. */
async function patiently<T>(look: () => Promise<T>): Promise<T> {
  const found: { facts?: T; error?: unknown } = {};
  const answered = async () => {
    try {
      found.facts = await look();
      return true;
    } catch (error) {
      found.error = error;
      return false;
    }
  };
  await pWaitFor(answered, { interval: 500, timeout: 30_000 }).catch(() => {
    throw found.error;
  });
  return found.facts!;
}

/** Whether data are at risk is no matter of what happens at once. */
function saw({ changeClass }: ReviewReport, seen: Seen): ChangeClass {
  return changeClass === "data at risk" ? changeClass : seen.changeClass;
}
