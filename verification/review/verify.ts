import { isDeepStrictEqual } from "node:util";
import pWaitFor from "p-wait-for";
import { stateOf, type WrittenStack } from "../../cli/review/states";
import { allUsers, applicationUsers } from "../../configs";
import { type ChangeClass, type ReviewReport, review } from "../../review";
import { disagreements } from "./compare";
import type { Change } from "./corpus";
import { sowData } from "./data";
import { factsOf, type InstanceFacts, type Wanted } from "./facts";
import { HeldConnections } from "./held";
import type { Place } from "./place";
import { type Seen, seenBetween } from "./seen";

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

/** Changes a stack under write load, with data and connections of all kinds, and sees whether the review was right. */
export class Verification {
  private readonly connections = new HeldConnections();

  constructor(
    private readonly place: Place,
    /** Another one for each run. */
    private readonly mark: string,
  ) {}

  /** Applies a change, and compares what the review says of it with what happens. */
  async verify(change: Change): Promise<Verified> {
    const { before, after } = this.place.change(change);
    return this.place.use(async (nodes) => {
      const look = (wanted: Wanted) => this.place.use((now) => patiently(() => factsOf(now, wanted)));
      const users = namesOf(before, after);
      const first = await look({ users });
      await sowData(
        nodes,
        nodes.instance.redis.find(({ name }) => name === first.master)!,
        this.mark,
      );
      await this.connections.renew(nodes, first);
      const old = await look({ users });
      const base = { ...(await stateOf(before)), used: { cache: old.used } };
      const report = review(base, await stateOf(after));
      const load = await this.place.load();
      const outcome = await this.apply(report, after, old, () => look({ users, samples: old.samples })).catch(
        async (error: unknown) => {
          await load.stop();
          throw error;
        },
      );
      const { refused, lost, longestPauseMs } = await load.stop();
      const wrong = [
        ...outcome.wrong,
        ...(interrupts(report) || isDeepStrictEqual(refused, {}) ? [] : [`refused writes: ${JSON.stringify(refused)}`]),
        ...(interrupts(report) || lost === 0 ? [] : [`${lost ?? "an unknown number of"} acknowledged writes are lost`]),
      ];
      return { change, said: report.changeClass, seen: saw(report, outcome.seen), pauseMs: longestPauseMs, wrong };
    });
  }

  close(): void {
    this.connections.close();
  }

  /** What is seen once it agrees with what was said, or does not within the limit. */
  private async apply(
    report: ReviewReport,
    { settings }: WrittenStack,
    old: InstanceFacts,
    look: () => Promise<InstanceFacts>,
  ): Promise<{ seen: Seen; wrong: string[] }> {
    const { server } = settings.instances.cache!;
    const { held } = this.connections;
    const failure = await this.place.apply().catch((error: Error) => error.message);
    const see = async () => seenBetween(server, old, await look(), held);
    let seen = await see();
    const wrongNow = () => disagreements(server, report, seen, this.place);
    const agrees = async () => {
      if (wrongNow().length > 0) seen = await see();
      return wrongNow().length === 0;
    };
    await pWaitFor(agrees, { interval: 500, timeout: this.place.settlesWithinMs }).catch(() => undefined);
    const failed = failure === undefined || interrupts(report) ? [] : [`it could not be applied: ${failure}`];
    return { seen, wrong: [...failed, ...wrongNow()] };
  }
}

/** Every user that is there before or after, if it has a password. */
function namesOf(...stacks: WrittenStack[]): string[] {
  const names = stacks.flatMap(({ settings }) => {
    const cache = settings.instances.cache!;
    return [...allUsers(cache), ...applicationUsers(cache).map((user) => `${user}-b`)];
  });
  return [...new Set(names)];
}

function interrupts({ risks }: ReviewReport): boolean {
  return risks.some((risk) => risk.interrupts);
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
