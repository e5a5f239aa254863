import { Breaker } from "./breaker";
import { Deadlines } from "./deadlines";
import { CacheError, faultOf, opensBreaker } from "./errors";
import type { CacheEvent, Step } from "./events";
import { chunksOf, Gathered } from "./gathered";
import type { Settings } from "./options";
import { type Debt, Owed } from "./owed";
import type { Answer, Lease, Store } from "./store";

const now = () => performance.now();

/** Why a step was not even tried. */
const leftAlone = new CacheError("away", "Redis failed a moment ago and is left alone; try again in a second");

/** Takes steps in Redis within their budget, leaves it alone after an error, and does later what is owed (9). */
export class Guard {
  readonly breaker: Breaker;
  readonly owed: Owed;
  private readonly deadlines: Deadlines;
  private readonly drops: Gathered<Lease, Answer>;
  private readonly onReady = () => {
    this.breaker.ready(performance.now());
    void this.settleAll();
  };

  constructor(
    private readonly store: Store,
    private readonly settings: Settings,
    private readonly emit: (event: CacheEvent) => void,
  ) {
    this.owed = new Owed(settings.maxPending);
    this.deadlines = new Deadlines(settings.budgetMs);
    this.drops = new Gathered((leases) => this.stepOfMany("drop", () => store.drop(leases)));
    this.breaker = new Breaker(settings.breakMs, (state) => {
      emit({ type: "breaker", state });
      if (state === "closed") void this.settleAll();
    });
    store.client.on("ready", this.onReady);
  }

  /** @throws CacheError with a kind of faults, or `away` */
  step<T>(name: Step, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => this.stepInto(name, work, resolve, reject));
  }

  /** The same for who has a promise already: each hit goes through here, and each promise is a part of its cost. */
  stepInto<T>(
    name: Step,
    work: () => Promise<T>,
    resolve: (value: T) => void,
    reject: (error: Error) => void,
    /** What an error is the answer of, where it is no fault. */
    answerIn: (error: unknown) => T | undefined = () => undefined,
  ): void {
    const permit = this.breaker.allow(now);
    if (!permit) return reject(leftAlone);
    const answered = (value: T) => {
      if (permit.probe) this.breaker.success(permit);
      resolve(value);
    };
    const failed = (error: unknown) => {
      const answer = answerIn(error);
      if (answer !== undefined) return answered(answer);
      const fault = this.report(name, error);
      if (opensBreaker(fault.kind)) this.breaker.failure(permit, performance.now(), this.settings.random());
      else this.breaker.success(permit);
      reject(fault);
    };
    const waiting = this.store.ready();
    if (!waiting) this.deadlines.watch(work(), answered, failed);
    else this.timedAfter(waiting, this.settings.budgetMs, work).then(answered, failed);
  }

  /** A step of many commands: an error among their answers is the step's fault, and the other answers stand. */
  stepOfMany<T>(name: Step, work: () => Promise<(T | Error)[]>): Promise<(T | Error)[]> {
    let answers: (T | Error)[] | undefined;
    const answered = async () => {
      answers = await work();
      const failed = answers.find((answer) => answer instanceof Error);
      if (failed) throw failed;
      return answers;
    };
    return new Promise((resolve, reject) => {
      this.stepInto(name, answered, resolve, (error) => (answers ? resolve(answers) : reject(error)));
    });
  }

  /** A step that neither asks the breaker nor changes it. */
  async attempt<T>(name: Step, ms: number, work: () => Promise<T>): Promise<T> {
    try {
      return await this.timed(new Deadlines(ms), ms, work);
    } catch (error) {
      throw this.report(name, error);
    }
  }

  /** Does what these keys owe; fails where that cannot be done now. */
  async settle(keys: readonly string[]): Promise<void> {
    if (this.owed.size === 0) return;
    for (const debts of chunksOf(this.owed.of(keys))) await this.pay(debts);
  }

  /** Ends a lease that may be held. Where that fails it is owed. */
  async release(entry: string, token: string, holdMs = 0): Promise<void> {
    try {
      await this.drops.ask({ entry, token, holdMs });
    } catch {
      this.owed.add({ kind: "lease", key: entry, token });
    }
  }

  close(): void {
    this.store.client.off("ready", this.onReady);
  }

  private timed<T>(deadlines: Deadlines, ms: number, work: () => Promise<T>): Promise<T> {
    const waiting = this.store.ready();
    return waiting ? this.timedAfter(waiting, ms, work) : deadlines.within(work());
  }

  private async timedAfter<T>(waiting: Promise<void>, ms: number, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    await new Deadlines(ms).within(waiting).catch(() => {
      throw new CacheError("connection", `not connected within ${ms} ms`);
    });
    return new Deadlines(Math.max(1, ms - (performance.now() - started))).within(work());
  }

  private report(step: Step, error: unknown) {
    const fault = faultOf(error);
    this.emit({ type: "error", kind: fault.kind, step, message: fault.message });
    return fault;
  }

  private async settleAll(): Promise<void> {
    try {
      for (const debts of chunksOf(this.owed.of())) await this.pay(debts);
    } catch {
      // Whoever reads such a key pays first, and so does the next connection.
    }
  }

  private async pay(debts: readonly Debt[]): Promise<void> {
    if (debts.length === 0) return;
    const keysOf = (kind: Debt["kind"]) => debts.filter((debt) => debt.kind === kind).map(({ key }) => key);
    await this.step("owed", async () => {
      const removal = { entries: keysOf("entry"), tagKeys: keysOf("tag"), tagTtlMs: this.settings.tagTtlMs };
      const leases = debts.flatMap((debt) =>
        debt.kind === "lease" ? [{ entry: debt.key, token: debt.token, holdMs: 0 }] : [],
      );
      const [, dropped] = await Promise.all([this.store.remove(removal), this.store.drop(leases)]);
      const failed = dropped.find((answer) => answer instanceof Error);
      if (failed) throw failed;
    });
    this.owed.done(debts);
  }
}
